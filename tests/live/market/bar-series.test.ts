import { expect, test } from 'vitest';
import { createBarSeries } from '../../../src/live/market/bar-series';
import { makeWalk, minuteMs } from '../walk';

test('a series keeps the last bars, however many come, and finds them by their time', () => {
  const series = createBarSeries(minuteMs, 100);
  const bars = makeWalk(1234);
  for (const bar of bars) series.append(bar);
  expect(series.count()).toBeGreaterThanOrEqual(100);
  expect(series.count()).toBeLessThanOrEqual(200);
  for (const bar of bars.slice(-100)) expect(series.at(series.find(bar.openTime))).toEqual(bar);
  expect(series.find(bars[0].openTime)).toBe(-1);
  expect(series.lastOpenTime()).toBe(bars[1233].openTime);
  expect(series.copy().openTime).toHaveLength(series.count());
});

test('a bar that does not open later is refused, and a correction must be of its time', () => {
  const series = createBarSeries(minuteMs);
  const [first, second] = makeWalk(2);
  series.append(first);
  expect(() => series.append(first)).toThrow(/must increase/);
  expect(() => series.replace(0, second)).toThrow(/must keep openTime/);
  series.replace(0, { ...first, close: 1 });
  expect(series.at(0).close).toBe(1);
});
