import { expect, test } from 'vitest';
import { gatherDailyFigures, inferPerformance } from '../../../src/core/metrics/daily-figures';
import { reportPerformance } from '../../../src/core/metrics/performance';
import { makeBars, plainSettings, readProbabilities, runEngine } from '../trading/engine-scenario';
import { createRandom } from '../../../src/core/random';

const dayMs = 86_400_000;

const run = {
  capital: 1000,
  dailyEquity: [1010, 1010, 990, 1040, 1050, 1045],
  firstOpenTime: 3 * dayMs + 5,
  intervalMs: 60_000,
};

/** Bought at 100, sold at 101 on a day of the run: 10 units, a fee of 1 a side. */
const trade = (day: number, pnl = 8) => ({
  side: 1 as const,
  exitTime: (3 + day) * dayMs + 600_000,
  entryPrice: 100,
  exitPrice: 101,
  quantity: 10,
  entryFee: 1,
  exitFee: 1,
  pnl,
});

test('by hand: each day has its change of equity and the trades that were closed on it', () => {
  const daily = gatherDailyFigures(run, [trade(0), trade(0, -2), trade(3)], 0);
  expect(daily.pnl).toEqual([10, 0, -20, 50, 10, -5]);
  expect(daily.returns[2]).toBeCloseTo(-20 / 1010, 12);
  expect(daily.trades).toEqual([2, 0, 0, 1, 0, 0]);
  expect(daily.wins).toEqual([1, 0, 0, 1, 0, 0]);
  expect(daily.tradePnl).toEqual([6, 0, 0, 8, 0, 0]);
  expect(daily.tradedValue).toEqual([4020, 0, 0, 2010, 0, 0]);
  expect(daily.costs).toEqual([4, 0, 0, 2, 0, 0]);
  expect(daily.from).toBe(3 * dayMs);
});

test('by hand: slippage is what buyers paid above the quote and sellers got below it', () => {
  // Quotes of 100 and 200 with 100 bps: bought at 101, sold at 198, one unit. 1 + 2 dollars.
  const long = { ...trade(0), entryPrice: 101, exitPrice: 198, quantity: 1 };
  expect(gatherDailyFigures(run, [long], 100).costs[0]).toBeCloseTo(2 + 3, 12);
  // Sold short at 198, bought back at 101.
  const short = { ...trade(0), side: -1 as const, entryPrice: 198, exitPrice: 101, quantity: 1 };
  expect(gatherDailyFigures(run, [short], 100).costs[0]).toBeCloseTo(2 + 3, 12);
});

test('the sums of a run of the engine are those of its record', () => {
  const bars = makeBars([101, 103, 102, 107, 104, 108, 103, 99, 104, 101, 106, 102]);
  const letters = readProbabilities('L...S.......');
  const costs = { ...plainSettings, feeBps: 10, slippageBps: 3 };
  const { record, trades } = runEngine(bars, letters, costs);
  const daily = gatherDailyFigures(record, trades, 3);
  const report = reportPerformance(record);
  expect(trades.length).toBeGreaterThan(1);
  expect(daily.trades).toEqual([report.trades]);
  expect(daily.wins).toEqual([report.wins]);
  expect(daily.pnl[0]).toBeCloseTo(report.pnl, 9);
  expect(daily.costs[0]).toBeCloseTo(report.feesPaid + report.slippagePaid, 9);
  expect(inferPerformance(daily).breakEvenBps.value).toBeCloseTo(report.breakEvenBps, 9);
});

test('days on which the market is closed are no days', () => {
  // Three weeks from a Monday on, closed on Saturdays and Sundays.
  const days = Array.from({ length: 21 }, (_, day) => day);
  const idleDays = days.filter((day) => day % 7 > 4);
  const week = {
    capital: 1000,
    dailyEquity: days.map((day) => 1000 + day),
    idleDays,
    firstOpenTime: 4 * dayMs,
    intervalMs: 60_000,
  };
  const daily = gatherDailyFigures(week, [{ ...trade(0), exitTime: (4 + 5) * dayMs }], 0);
  expect(daily.pnl).toHaveLength(15);
  expect(daily.pnl.reduce((sum, pnl) => sum + pnl, 0)).toBe(18);
  // A position that was marked on a Saturday counts on Monday.
  expect(daily.trades[5]).toBe(1);
  expect(daily.daysPerYear).toBe(261);
});

test('values are those of the run, intervals hold them, and the same seed gives the same', () => {
  const closed = [trade(0), trade(0, -2), trade(1, -5), trade(2), trade(3), trade(4), trade(5, -1)];
  const daily = gatherDailyFigures(run, closed, 0);
  const found = inferPerformance(daily);
  expect(found.days).toBe(6);
  expect(found.pnl.value).toBe(45);
  expect(found.winRate.value).toBeCloseTo(4 / 7, 12);
  // (8 x 4 - 8 + 2 x 7) / (7 x 2010) x 10,000.
  expect(found.breakEvenBps.value).toBeCloseTo((38 / 14_070) * 10_000, 9);
  for (const { value, ci } of [found.pnl, found.sharpe, found.winRate, found.breakEvenBps]) {
    expect(ci[0]).toBeLessThan(value);
    expect(ci[1]).toBeGreaterThan(value);
  }
  expect(inferPerformance(daily)).toEqual(found);
  expect(inferPerformance(daily, { seed: 2 })).not.toEqual(found);
});

test('a run without a trade has a P/L, and no win rate', () => {
  const { pnl, winRate, breakEvenBps } = inferPerformance(gatherDailyFigures(run, [], 0));
  expect(pnl.value).toBe(45);
  expect([winRate.value, ...winRate.ci, breakEvenBps.value]).toEqual([NaN, NaN, NaN, NaN]);
});

test('a run that never moves has no Sharpe ratio', () => {
  const flat = { ...run, dailyEquity: run.dailyEquity.map(() => 1000) };
  expect(inferPerformance(gatherDailyFigures(flat, [], 0)).sharpe.value).toBeNaN();
});

test('without skill the interval of the P/L holds 0 in about 95 of 100 runs', () => {
  const random = createRandom(8);
  let covered = 0;
  const samples = 500;
  for (let sample = 0; sample < samples; sample++) {
    let equity = 1000;
    const dailyEquity = Array.from({ length: 20 }, () => (equity += 10 * random.normal()));
    const daily = gatherDailyFigures({ ...run, dailyEquity }, [], 0);
    const [low, high] = inferPerformance(daily, { runs: 200 }).pnl.ci;
    if (low <= 0 && 0 <= high) covered++;
  }
  expect(covered / samples).toBeGreaterThan(0.91);
  expect(covered / samples).toBeLessThan(0.98);
});
