import { describe, expect, test } from 'vitest';
import { isKnownZone } from '../../../../../src/core/bars/zone';
import {
  describeFirstTime,
  guessEncoding,
  listZones,
} from '../../../../../src/ui/views/data/mapping/time-choices';

const counts = { kind: 'number' } as const;
const reading = { encoding: { kind: 'number', unit: 'ms' }, zone: 'UTC', moment: 'open' } as const;

describe('how the first time is read', () => {
  test('is said with its step', () => {
    expect(describeFirstTime(['1704067200000', '1704067260000'], counts, reading)).toBe(
      '“1704067200000” is 2024-01-01 00:00 UTC, when its bar opens, the next one 1m later.',
    );
  });

  test('says when the bar closes, where that is meant', () => {
    const closing = { ...reading, moment: 'close' } as const;
    expect(describeFirstTime(['1704067200000'], counts, closing)).toBe(
      '“1704067200000” is 2024-01-01 00:00 UTC, when its bar closes.',
    );
  });

  test('is not said where the unit makes it a time that no bar can have', () => {
    const inSeconds = { ...reading, encoding: { kind: 'number', unit: 's' } } as const;
    expect(describeFirstTime(['1704067200000'], counts, inSeconds)).toBeUndefined();
  });

  test('is not said in a zone that does not exist', () => {
    const text = { ...reading, encoding: { kind: 'text', order: 'iso' }, zone: 'Asia/T' } as const;
    expect(describeFirstTime(['2024-01-01 00:00'], { kind: 'text' }, text)).toBeUndefined();
  });
});

test('another time column brings its own encoding', () => {
  const question = {
    columns: [
      { name: 'date', kind: 'text' as const },
      { name: 'unix', kind: 'number' as const },
      { name: 'stamp', kind: 'time' as const },
      { name: 'quoted', kind: 'text' as const },
    ],
    rows: [['01.02.2024', '1704067200', '2024-01-01', '1704067200000']],
  };
  expect([0, 1, 2, 3].map((position) => guessEncoding(question, position))).toEqual([
    { kind: 'text', order: 'iso' },
    { kind: 'number', unit: 's' },
    { kind: 'typed' },
    { kind: 'number', unit: 'ms' },
  ]);
});

test('every zone that is offered is one', () => {
  expect(listZones().filter(({ value }) => !isKnownZone(value))).toEqual([]);
});
