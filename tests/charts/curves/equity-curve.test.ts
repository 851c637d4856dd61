import { expect, test } from 'vitest';
import { buildEquityData, summarizeEquity } from '../../../src/charts/curves/equity-curve';

const openTime = Float64Array.from({ length: 5010 }, (_, i) => i * 60_000);

test('gives time in seconds, equity, and the highest value so far', () => {
  const equity = Float64Array.of(100, 120, 90, 130);
  expect(buildEquityData(openTime, equity, 2)).toEqual([
    [120, 180, 240, 300],
    [100, 120, 90, 130],
    [100, 120, 120, 130],
  ]);
});

test('keeps the extremes of many bars', () => {
  const equity = Float64Array.from({ length: 5000 }, (_, i) => 1000 + 50 * Math.sin(i / 7));
  const [seconds, values, peaks] = buildEquityData(openTime, equity, 10);
  expect(seconds.length).toBeLessThanOrEqual(1600);
  expect(Math.min(...(values as number[]))).toBe(Math.min(...equity));
  expect(peaks.at(-1)).toBe(Math.max(...equity));
});

test('says so when nothing was traded', () => {
  expect(summarizeEquity(openTime, new Float64Array(0), 0)).toMatch(/no bar/);
});
