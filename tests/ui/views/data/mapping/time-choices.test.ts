import { describe, expect, test } from 'vitest';
import type { ColumnKind, TimeReading } from '../../../../../src/core/bars/read-times';
import { isKnownZone } from '../../../../../src/core/bars/zone';
import {
  describeFirstTime,
  guessEncoding,
  listZones,
} from '../../../../../src/ui/views/data/mapping/time-choices';

const reading = { encoding: { kind: 'number', unit: 'ms' }, zone: 'UTC', moment: 'open' } as const;

/** What is said of a column of times alone, read as `time` says. */
function describeColumn(cells: readonly string[], kind: ColumnKind, time: TimeReading) {
  const question = { columns: [{ name: 'time', kind }], rows: cells.map((cell) => [cell]) };
  return describeFirstTime(question, { columns: { openTime: 0 }, time, decimal: '.', extras: [] });
}

describe('how the first time is read', () => {
  test('is said with its step', () => {
    expect(describeColumn(['1704067200000', '1704067260000'], 'number', reading)).toBe(
      '“1704067200000” is 2024-01-01 00:00 UTC, when its bar opens, the next one 1m later.',
    );
  });

  test('says when the bar closes, where that is meant', () => {
    const closing = { ...reading, moment: 'close' } as const;
    expect(describeColumn(['1704067200000'], 'number', closing)).toBe(
      '“1704067200000” is 2024-01-01 00:00 UTC, when its bar closes.',
    );
  });

  test('is not said where the unit makes it a time that no bar can have', () => {
    const inSeconds = { ...reading, encoding: { kind: 'number', unit: 's' } } as const;
    expect(describeColumn(['1704067200000'], 'number', inSeconds)).toBeUndefined();
  });

  test('has the time of day of its own column, by the clock of the zone', () => {
    const question = {
      columns: [
        { name: 'column 1', kind: 'text' as const },
        { name: 'column 2', kind: 'text' as const },
      ],
      rows: [
        ['2020.05.27', '18:05'],
        ['2020.05.27', '18:06'],
      ],
    };
    const mapping = {
      columns: { openTime: 0 },
      timeOfDay: 1,
      time: { encoding: { kind: 'text', order: 'iso' }, zone: 'Europe/Berlin', moment: 'open' },
      decimal: '.',
      extras: [],
    } as const;
    expect(describeFirstTime(question, mapping)).toBe(
      '“2020.05.27 18:05” is 2020-05-27 16:05 UTC, when its bar opens, the next one 1m later.',
    );
  });

  test('is not said in a zone that does not exist', () => {
    const text = { ...reading, encoding: { kind: 'text', order: 'iso' }, zone: 'Asia/T' } as const;
    expect(describeColumn(['2024-01-01 00:00'], 'text', text)).toBeUndefined();
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
