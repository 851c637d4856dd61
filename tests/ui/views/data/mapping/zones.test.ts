import { describe, expect, test } from 'vitest';
import { isZone, listZones, offsetOf } from '../../../../../src/ui/views/data/mapping/zones';

const hour = 3_600_000;

describe('the offset of a zone', () => {
  test.each([
    ['UTC', 0],
    ['+09:00', 9],
    ['-0330', -3.5],
    ['Asia/Kolkata', 5.5],
  ])('%s is %d hours', (zone, hours) => {
    expect(offsetOf(zone, Date.UTC(2024, 0, 1))).toBe(hours * hour);
  });

  test('follows daylight saving time', () => {
    expect(offsetOf('America/New_York', Date.UTC(2024, 0, 15, 12))).toBe(-5 * hour);
    expect(offsetOf('America/New_York', Date.UTC(2024, 6, 15, 12))).toBe(-4 * hour);
  });

  test('is right an hour after the clocks are put forward', () => {
    // 2024-03-10 03:30 in New York is 07:30 UTC: an hour and a half after 02:00 became 03:00.
    expect(offsetOf('America/New_York', Date.UTC(2024, 2, 10, 3, 30))).toBe(-4 * hour);
  });
});

test('every zone that is offered is one', () => {
  expect(listZones().filter(({ value }) => !isZone(value))).toEqual([]);
});

test.each(['', 'tok', '+9', 'Mars/Olympus'])('%j is no zone', (zone) => {
  expect(isZone(zone)).toBe(false);
});
