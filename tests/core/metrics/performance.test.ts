import { expect, test } from 'vitest';
import {
  createPerformanceRecord,
  type PerformanceRecord,
  recordBar,
  recordFill,
  recordShares,
  recordTrade,
} from '../../../src/core/metrics/performance-record';
import { reportPerformance } from '../../../src/core/metrics/performance';
import golden from '../../fixtures/performance.json';
import {
  computeBreakEvenBps,
  computeBuyAndHold,
  computeExpectancy,
  computeExposure,
  computeKelly,
  computeProfitFactor,
  computeTurnover,
  computeWinRate,
} from '../../../src/core/metrics/trade-figures';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const midnight = Date.UTC(2024, 0, 1);

function showBar(record: PerformanceRecord, openTime: number, equity: number): void {
  recordBar(record, { openTime, open: 100, close: 110 }, equity, false);
}

test('hourly equity with the reference daily returns gives the reference figures', () => {
  const record = createPerformanceRecord(1000, hourMs);
  let growth = 1;
  golden.daily_returns.forEach((dailyReturn, day) => {
    const before = growth;
    growth *= 1 + dailyReturn;
    for (let hour = 0; hour < 24; hour++) {
      const equity = 1000 * (hour < 12 ? before : growth);
      showBar(record, midnight + day * dayMs + hour * hourMs, equity);
    }
  });
  const report = reportPerformance(record);
  expect(report.bars).toBe(24 * golden.daily_returns.length);
  expect(report.pnlFraction).toBeCloseTo(golden.total_return, 9);
  expect(report.sharpe).toBeCloseTo(golden.sharpe_annual, 9);
  expect(report.sortino).toBeCloseTo(golden.sortino_annual, 9);
  expect(report.volatilityFraction).toBeCloseTo(golden.volatility_annual, 9);
  expect(report.maxDrawdownFraction).toBeCloseTo(golden.max_drawdown, 9);
  expect(report.calmar).toBeCloseTo(golden.calmar, 9);
  expect(report.var95Fraction).toBeCloseTo(golden.var_95_daily, 9);
  expect(report.cvar95Fraction).toBeCloseTo(golden.cvar_95_daily, 9);
  expect(report.buyHoldFraction).toBeCloseTo(0.1, 12);
});

test('a bar that closes at midnight belongs to the day that ends', () => {
  const record = createPerformanceRecord(100, hourMs);
  showBar(record, midnight + 23 * hourMs, 101);
  showBar(record, midnight + 24 * hourMs, 102);
  showBar(record, midnight + 25 * hourMs, 103);
  expect(record.dailyEquity).toEqual([101, 103]);
});

test('a day without a bar returns 0', () => {
  const record = createPerformanceRecord(100, hourMs);
  showBar(record, midnight, 101);
  showBar(record, midnight + 3 * dayMs, 102);
  expect(record.dailyEquity).toEqual([101, 101, 101, 102]);
});

test('trades and fills add up', () => {
  const record = createPerformanceRecord(1000, hourMs);
  for (const pnl of [20, -15, 0, 20, -15, 20]) recordTrade(record, { pnl });
  for (let side = 0; side < 12; side++) recordFill(record, 500, 0.5, 0.05);
  recordBar(record, { openTime: midnight, open: 100, close: 90 }, 1030, true);
  expect(reportPerformance(record)).toMatchObject({
    equity: 1030,
    pnl: 30,
    pnlFraction: 0.030000000000000027,
    trades: 6,
    wins: 3,
    losses: 2,
    winRate: 0.5,
    profitFactor: 2,
    expectancy: 5,
    averageWin: 20,
    averageLoss: -15,
    exposureFraction: 1,
    turnover: 6,
    feesPaid: 6,
  });
  const { slippagePaid, breakEvenBps, kellyFraction } = reportPerformance(record);
  expect(slippagePaid).toBeCloseTo(0.6, 12);
  expect(breakEvenBps).toBeCloseTo((36.6 / 6000) * 10_000, 9);
  expect(kellyFraction).toBeCloseTo(0.5 - 0.5 / (20 / 15), 12);
});

test('holding the mean net share of the equity gains that share of buy & hold', () => {
  const record = createPerformanceRecord(1000, hourMs);
  // A quarter of the equity long for two bars, half of it short for one, nothing for one.
  recordShares(record, 1000, 250, 250);
  showBar(record, midnight, 1000);
  showBar(record, midnight + hourMs, 1000);
  recordShares(record, 1000, 500, -500);
  showBar(record, midnight + 2 * hourMs, 1000);
  recordShares(record, 1000, 0, 0);
  showBar(record, midnight + 3 * hourMs, 1000);
  const report = reportPerformance(record);
  expect(report.capitalAtWork).toBeCloseTo((0.25 + 0.25 + 0.5) / 4, 12);
  expect(report.buyHoldFraction).toBeCloseTo(0.1, 12);
  expect(report.buyHoldMatchedFraction).toBe(0);
});

test('without equity nothing is a share of it, and accounts of before it was kept have no figure', () => {
  const record = createPerformanceRecord(1000, hourMs);
  recordShares(record, -5, 100, 100);
  showBar(record, midnight, -5);
  expect(reportPerformance(record)).toMatchObject({ capitalAtWork: 0, buyHoldMatchedFraction: 0 });
  const { atWork: _, ...old } = record;
  recordShares(old, 1000, 100, 100);
  const { capitalAtWork, buyHoldMatchedFraction, buyHoldFraction } = reportPerformance(old);
  expect([capitalAtWork, buyHoldMatchedFraction]).toEqual([NaN, NaN]);
  expect(buyHoldFraction).toBeCloseTo(0.1, 12);
});

test('an account that has seen nothing has its capital and no figures', () => {
  const report = reportPerformance(createPerformanceRecord(1000, hourMs));
  expect(report).toMatchObject({ bars: 0, equity: 1000, pnl: 0, trades: 0, feesPaid: 0 });
  expect(report.sharpe).toBeNaN();
  expect(report.winRate).toBeNaN();
  expect(report.buyHoldFraction).toBeNaN();
});

test('three wins of $20 and two losses of $15', () => {
  expect(computeWinRate(3, 5)).toBe(0.6);
  expect(computeProfitFactor(60, 30)).toBe(2);
  expect(computeExpectancy(60, 30, 5)).toBe(6);
  // 0.6 - 0.4 / (20 / 15)
  expect(computeKelly(0.6, 20, -15)).toBeCloseTo(0.3, 12);
});

test('a coin flip at even stakes should not be bet on', () => {
  expect(computeKelly(0.5, 10, -10)).toBe(0);
  expect(computeKelly(0.4, 10, -10)).toBeCloseTo(-0.2, 12);
});

test('$1,000 traded for $1 net after $2 of costs breaks even at 30 bps a side', () => {
  expect(computeBreakEvenBps(1, 2, 1000)).toBeCloseTo(30, 12);
  expect(computeBreakEvenBps(-5, 2, 1000)).toBeCloseTo(-30, 12);
});

test('exposure, turnover and holding are plain ratios', () => {
  expect(computeExposure(25, 100)).toBe(0.25);
  expect(computeTurnover(50_000, 10_000)).toBe(5);
  expect(computeBuyAndHold(80, 100)).toBe(0.25);
});

test('without a trade there is no figure of trades', () => {
  expect(computeWinRate(0, 0)).toBeNaN();
  expect(computeProfitFactor(0, 0)).toBeNaN();
  expect(computeExpectancy(0, 0, 0)).toBeNaN();
  expect(computeKelly(NaN, NaN, NaN)).toBeNaN();
  expect(computeBreakEvenBps(0, 0, 0)).toBeNaN();
});
