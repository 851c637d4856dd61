import { describe, expect, test } from 'vitest';
import {
  describeFirstTime,
  guessEncoding,
} from '../../../../../src/ui/views/data/mapping/time-reading';

const reading = { encoding: { kind: 'number', unit: 'ms' }, zone: 'UTC', moment: 'open' } as const;

describe('how the first time is read', () => {
  test('is said with its step', () => {
    expect(describeFirstTime(['1704067200000', '1704067260000'], reading)).toBe(
      '“1704067200000” is 2024-01-01 00:00 UTC, when its bar opens, the next one 1m later.',
    );
  });

  test('says when the bar closes, where that is meant', () => {
    const closing = { ...reading, moment: 'close' } as const;
    expect(describeFirstTime(['1704067200000'], closing)).toBe(
      '“1704067200000” is 2024-01-01 00:00 UTC, when its bar closes.',
    );
  });

  test('is not said where the unit makes it a time that no bar can have', () => {
    const inSeconds = { ...reading, encoding: { kind: 'number', unit: 's' } } as const;
    expect(describeFirstTime(['1704067200000'], inSeconds)).toBeUndefined();
  });
});

test('another time column brings its own encoding', () => {
  const question = {
    columns: [
      { name: 'date', kind: 'text' },
      { name: 'unix', kind: 'number' },
      { name: 'stamp', kind: 'time' },
      { name: 'quoted', kind: 'text' },
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
