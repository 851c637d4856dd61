import { expect, test } from 'vitest';
import {
  createPerformanceRecord,
  type PerformanceRecord,
  recordBar,
} from '../../../src/core/metrics/performance-record';
import { builtInPerformance } from '../../../src/core/metrics/performance-metrics';
import { reportPerformance } from '../../../src/core/metrics/performance';
import { findTradingDays } from '../../../src/core/metrics/trading-days';

const hour = 3_600_000;
const day = 24 * hour;
const monday = Date.UTC(2024, 0, 1);

/** A run of one bar on each day that `isOpen`, whose equity gains and loses in turns. */
function runOf(
  days: number,
  isOpen: (weekday: number, index: number) => boolean,
  intervalMs = hour,
): PerformanceRecord {
  const record = createPerformanceRecord(1000, intervalMs);
  let equity = 1000;
  for (let index = 0; index < days; index++) {
    if (!isOpen((index + 1) % 7, index)) continue;
    equity *= index % 2 === 0 ? 1.02 : 0.99;
    const openTime = monday + index * day + 15 * hour;
    recordBar(record, { openTime, open: 100, close: 100 }, equity, true);
  }
  return record;
}

const isWeekday = (weekday: number): boolean => weekday !== 0 && weekday !== 6;

test('a market that never closes has 365 days, also where the data lacks some', () => {
  expect(findTradingDays(runOf(365, () => true)).perYear).toBe(365);
  const { perYear, returns } = findTradingDays(runOf(365, (_, index) => index < 40 || index > 60));
  expect([perYear, returns.length]).toEqual([365, 365]);
});

test('a market of shares has the days of its weeks without the holidays', () => {
  const holidays = new Set([14, 49, 88, 147, 169, 185, 245, 332, 359]);
  const record = runOf(365, (weekday, index) => isWeekday(weekday) && !holidays.has(index));
  const { perYear, returns } = findTradingDays(record);
  expect([perYear, returns.length]).toEqual([252, 252]);
});

test('a market that opens on Sunday evening closes on Saturdays', () => {
  expect(findTradingDays(runOf(364, (weekday) => weekday !== 6)).perYear).toBe(313);
});

test('two weeks are needed to tell, and a begun week bends nothing', () => {
  expect(findTradingDays(runOf(12, isWeekday)).perYear).toBe(365);
  expect(findTradingDays(runOf(33, isWeekday)).perYear).toBe(261);
});

test('bars of weeks are left alone', () => {
  const weeks = runOf(200, (weekday) => weekday === 1, 7 * day);
  expect(findTradingDays(weeks).perYear).toBe(365);
});

test('a record without its idle days counts every day', () => {
  const { idleDays: _, ...old } = runOf(60, isWeekday);
  expect(findTradingDays(old).perYear).toBe(365);
  recordBar(old, { openTime: monday + 65 * day, open: 1, close: 1 }, 1000, false);
  expect(old).toMatchObject({ idleDays: [60, 61, 62, 63, 64] });
});

test('annual figures use these days, and say so beside them', () => {
  const report = reportPerformance(runOf(364, isWeekday));
  const returns = findTradingDays(runOf(364, isWeekday)).returns;
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const squares = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / (returns.length - 1));
  expect(report.daysPerYear).toBe(261);
  expect(report.sharpe).toBeCloseTo((mean / deviation) * Math.sqrt(261), 9);
  expect(report.volatilityFraction).toBeCloseTo(deviation * Math.sqrt(261), 9);
  const sharpe = builtInPerformance.find(({ name }) => name === 'sharpe');
  expect(sharpe?.note?.(report)).toBe('261 days a year');
  expect(sharpe?.note?.({ ...report, daysPerYear: 365 })).toBe(undefined);
});
