import { expect, test } from 'vitest';
import { combineEquity } from '../../../../src/core/live/portfolio/combine-equity';
import type { PaperRun } from '../../../../src/core/live/portfolio/paper-run';
import { reportPortfolio } from '../../../../src/core/live/portfolio/report-portfolio';
import { recordFill, recordTrade } from '../../../../src/core/metrics/performance-record';
import { reportPerformance } from '../../../../src/core/metrics/performance-report';
import { makeRun } from './make-run';

const report = (runs: readonly PaperRun[]) => reportPortfolio(runs, combineEquity(runs));

test('one account has the figures of its own report', () => {
  const run = makeRun('a', 1000, [
    [0, 1010],
    [12, 990],
    [23, 1030],
    [24, 1000],
    [47, 970],
    [50, 1050],
    [71, 1060],
  ]);
  const { record } = run.state.engine;
  recordTrade(record, { pnl: 80 });
  recordTrade(record, { pnl: -20 });
  recordFill(record, 500, 0.5, 0.1);
  const own = reportPerformance(record);
  const portfolio = report([run]);
  expect(Object.keys(portfolio).sort()).toEqual(Object.keys(own).sort());
  for (const [name, value] of Object.entries(own)) {
    expect(portfolio[name as keyof typeof own], name).toBeCloseTo(value, 6);
  }
});

test('money and trades are added up; returns are those of the time-weighted curve', () => {
  // Day 1: a gains 10%. Day 2: b joins with 1100, both stay. Day 3: a falls to 880, b stays.
  const a = makeRun('a', 1000, [
    [23, 1100],
    [47, 1100],
    [71, 880],
  ]);
  const b = makeRun('b', 1100, [
    [47, 1100],
    [71, 1100],
  ]);
  recordTrade(a.state.engine.record, { pnl: -120 });
  recordTrade(b.state.engine.record, { pnl: 30 });
  recordFill(a.state.engine.record, 2000, 2, 0.2);
  recordFill(b.state.engine.record, 100, 0.1, 0.01);
  const figures = report([a, b]);
  expect(figures).toMatchObject({
    equity: 1980,
    pnl: -120,
    trades: 2,
    wins: 1,
    losses: 1,
    winRate: 0.5,
    profitFactor: 0.25,
    expectancy: -45,
    turnover: 1,
    feesPaid: 2.1,
    bars: 5,
  });
  expect(figures.pnlFraction).toBeCloseTo(-120 / 2100, 12);
  // The curve: 1.1, 1.1, 0.99. Daily returns 10%, 0, -10%.
  expect(figures.maxDrawdownFraction).toBeCloseTo(-0.1, 12);
  expect(figures.sharpe).toBeCloseTo(0, 9);
  expect(figures.volatilityFraction).toBeCloseTo(0.1 * Math.sqrt(365), 9);
  expect(figures.var95Fraction).toBeCloseTo(0.09, 9);
  expect(figures.cvar95Fraction).toBeCloseTo(0.1, 9);
});

test('buy & hold is that of each symbol, weighted by capital; an account without a bar holds nothing', () => {
  const a = makeRun('a', 1000, [[0, 1000]]);
  const b = makeRun('b', 3000, [[0, 3000]], { symbol: 'ETHUSDT' });
  a.state.engine.record.lastClose = 110;
  b.state.engine.record.lastClose = 90;
  // 1000 became 1100, 3000 became 2700.
  expect(report([a, b]).buyHoldFraction).toBeCloseTo(-0.05, 12);
  expect(report([a, makeRun('c', 500, [])]).buyHoldFraction).toBeCloseTo(0.1, 12);
});

test('accounts that have seen no bar have their capital and no figures', () => {
  const figures = report([makeRun('a', 1000, []), makeRun('b', 500, [])]);
  expect(figures).toMatchObject({ equity: 1500, pnl: 0, bars: 0, maxDrawdownFraction: 0 });
  expect(figures.sharpe).toBeNaN();
  expect(figures.buyHoldFraction).toBeNaN();
});
