import { describe, expect, test } from 'vitest';
import type { DateOrder, TimeReading, TimeUnit } from '../../../../../src/core/import';
import { guessUnit, previewTime } from '../../../../../src/ui/views/data/mapping/preview-time';

const asNumber = (unit: TimeUnit | 'mixed'): TimeReading => ({
  encoding: { kind: 'number', unit },
  zone: 'UTC',
  moment: 'open',
});
const asText = (order: DateOrder, zone = 'UTC'): TimeReading => ({
  encoding: { kind: 'text', order },
  zone,
  moment: 'open',
});
const iso = (time: number) => (Number.isNaN(time) ? 'unreadable' : new Date(time).toISOString());

describe('a time that counts', () => {
  test.each([
    ['1704067200', 's'],
    ['1704067200000', 'ms'],
    ['1704067200000000', 'us'],
    ['1704067200000000000', 'ns'],
    ['1704067200000000', 'mixed'],
  ] as const)('%s is read in %s', (cell, unit) => {
    expect(iso(previewTime(cell, asNumber(unit)))).toBe('2024-01-01T00:00:00.000Z');
  });

  test.each(['', 'n/a', '12:00'])('%j is none', (cell) => {
    expect(previewTime(cell, asNumber('ms'))).toBeNaN();
  });

  test('tells its unit by its size', () => {
    expect([1_704_067_200, 1.7e12, 1.7e15, 1.7e18].map(guessUnit)).toEqual(['s', 'ms', 'us', 'ns']);
  });
});

describe('a date', () => {
  test.each([
    ['2024-01-02', 'iso', '2024-01-02T00:00'],
    ['2024-01-02 03:04', 'iso', '2024-01-02T03:04'],
    ['2024-01-02T03:04:05.678Z', 'iso', '2024-01-02T03:04'],
    ['2024-01-02T03:04:05+09:00', 'iso', '2024-01-01T18:04'],
    ['01/02/2024 1:00 PM', 'dmy', '2024-02-01T13:00'],
    ['01/02/2024 1:00 PM', 'mdy', '2024-01-02T13:00'],
    ['01/02/2024 12:30 AM', 'mdy', '2024-01-02T00:30'],
    ['5-Mar-2024', 'dmy', '2024-03-05T00:00'],
    ['31.12.23 23:59', 'dmy', '2023-12-31T23:59'],
  ] as const)('%s, %s, is %s', (cell, order, expected) => {
    expect(iso(previewTime(cell, asText(order))).slice(0, 16)).toBe(expected);
  });

  test.each(['31/02/2024', '13/13/2024', 'yesterday', ''])('%j is none', (cell) => {
    expect(previewTime(cell, asText('dmy'))).toBeNaN();
  });

  test('is read in the zone that is chosen, which one of its own goes before', () => {
    const tokyo = asText('iso', 'Asia/Tokyo');
    expect(iso(previewTime('2024-01-01 09:00', tokyo))).toBe('2024-01-01T00:00:00.000Z');
    expect(iso(previewTime('2024-01-01 09:00Z', tokyo))).toBe('2024-01-01T09:00:00.000Z');
  });
});
