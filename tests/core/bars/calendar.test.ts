import { describe, expect, it } from 'vitest';
import { findCalendarPeriod } from '../../../src/core/bars/calendar';

const day = 86_400_000;
const months = (count: number, step: number, date: number): number[] =>
  Array.from({ length: count }, (_, index) => Date.UTC(2022, index * step, date));

describe('findCalendarPeriod', () => {
  it.each([
    ['months', 1],
    ['quarters', 3],
    ['half-years', 6],
    ['years', 12],
  ])('sees %s by their first days and by their last, of two rows on', (period, step) => {
    expect(findCalendarPeriod(months(12, step, 1))).toBe(period);
    expect(findCalendarPeriod(months(12, step, 0))).toBe(period);
    expect(findCalendarPeriod(months(2, step, 1))).toBe(period);
    // Midnights elsewhere, newest first.
    expect(findCalendarPeriod(months(12, step, 1).map((time) => time + day / 3))).toBe(period);
    expect(findCalendarPeriod(months(12, step, 1).reverse())).toBe(period);
  });

  it('sees months by their uneven steps where they end on the last working day', () => {
    const lastWorkingDays = ['2023-01-31', '2023-02-28', '2023-03-31', '2023-04-28', '2023-05-31'];
    expect(findCalendarPeriod(lastWorkingDays.map((text) => Date.parse(text)))).toBe('months');
  });

  it('leaves alone what has an even interval, or gaps in one', () => {
    const steps = (count: number, step: number): number[] =>
      Array.from({ length: count }, (_, index) => Date.UTC(2022, 0, 1) + index * step * day);
    expect(findCalendarPeriod(steps(40, 7))).toBe(undefined);
    expect(findCalendarPeriod(steps(12, 28))).toBe(undefined);
    expect(findCalendarPeriod(steps(12, 30))).toBe(undefined);
    expect(findCalendarPeriod(steps(400, 1))).toBe(undefined);
    // Two days of which one is far away are no months.
    const apart = ['2024-01-31', '2024-01-31T17:00Z', '2024-03-05'];
    expect(findCalendarPeriod(apart.map((text) => Date.parse(text)))).toBe(undefined);
    expect(findCalendarPeriod([])).toBe(undefined);
    expect(findCalendarPeriod([NaN, Date.UTC(2022, 0, 1)])).toBe(undefined);
  });
});
