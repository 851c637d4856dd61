import { expect, test } from 'vitest';
import {
  buildCapitalData,
  buildEquityData,
  buildUnitData,
  summarizeEquity,
  summarizePortfolio,
} from '../../../src/charts/curves/equity-curves';

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

test('a dollar is drawn as a hundred, with the highest value so far', () => {
  const data = buildUnitData(Float64Array.of(1000, 2000, 3000), Float64Array.of(1, 1.5, 1.25));
  expect(data).toEqual([
    [1, 2, 3],
    [100, 150, 125],
    [100, 150, 150],
  ]);
});

test('equity and capital keep their times, and the last close is always there', () => {
  const time = Float64Array.from({ length: 4001 }, (_, index) => index * 1000);
  const equity = time.map((at) => at * 2);
  const capital = time.map(() => 500);
  const [seconds, values, behind] = buildCapitalData(time, equity, capital);
  expect(seconds.length).toBeLessThanOrEqual(1601);
  expect(seconds.at(-1)).toBe(4000);
  expect(values?.at(-1)).toBe(8_000_000);
  expect(behind).toHaveLength(seconds.length);
  expect([...(values ?? [])]).toEqual(Array.from(seconds, (second) => second * 2000));
});

test('the curve is said in a sentence, also while there is none', () => {
  const day = Date.UTC(2024, 0, 1);
  const time = Float64Array.of(day, day + 86_400_000);
  expect(summarizePortfolio(time, Float64Array.of(1000, 2100), Float64Array.of(1, 1.05))).toBe(
    'Portfolio curve from 1 Jan 2024 to 2 Jan 2024: equity 1,000.00 to 2,100.00 dollars; ' +
      '$100 from the start are now $105.00.',
  );
  const none = new Float64Array();
  expect(summarizePortfolio(none, none, none)).toContain('no bar has been traded yet');
});
