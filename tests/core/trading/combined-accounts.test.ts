import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  combineEquity,
  correlateRuns,
  reportPortfolio,
} from '../../../src/core/trading/combined-accounts';
import { hourMs, makeRun, midnight } from './make-run';
import type { PaperRun } from '../../../src/core/trading/paper-account';
import {
  recordBar,
  recordFill,
  recordShares,
  recordTrade,
} from '../../../src/core/metrics/performance-record';
import { reportPerformance } from '../../../src/core/metrics/performance';

const atHours = (...hours: number[]) => hours.map((hour) => midnight + hour * hourMs);

test('equities of one close are added; an account without a bar there keeps its last equity', () => {
  const curve = combineEquity([
    makeRun('a', 1000, [
      [0, 1000],
      [1, 1100],
      [3, 1200],
    ]),
    makeRun('b', 500, [
      [0, 500],
      [2, 400],
    ]),
  ]);
  // A bar counts from its close on.
  expect([...curve.time]).toEqual(atHours(1, 2, 3, 4));
  expect([...curve.equity]).toEqual([1500, 1600, 1500, 1600]);
  expect([...curve.capital]).toEqual([1500, 1500, 1500, 1500]);
  expect(curve.unitValue[3]).toBeCloseTo(1600 / 1500, 12);
});

test('capital that a later account brings is a contribution, not a profit', () => {
  const curve = combineEquity([
    makeRun('a', 1000, [
      [0, 1100],
      [1, 1100],
      [2, 1100],
    ]),
    makeRun('b', 900, [
      [1, 900],
      [2, 700],
    ]),
  ]);
  expect([...curve.equity]).toEqual([1100, 2000, 1800]);
  expect([...curve.capital]).toEqual([1000, 1900, 1900]);
  // 10% up, nothing while 900 came in, then 10% down on all: 1.1 x 1 x 0.9.
  expect(curve.unitValue[0]).toBeCloseTo(1.1, 12);
  expect(curve.unitValue[1]).toBeCloseTo(1.1, 12);
  expect(curve.unitValue[2]).toBeCloseTo(0.99, 12);
});

test('bars of two intervals meet at their closes', () => {
  const curve = combineEquity([
    makeRun('a', 100, [[0, 110]], { intervalMs: 2 * hourMs }),
    makeRun('b', 100, [
      [0, 90],
      [1, 95],
    ]),
  ]);
  expect([...curve.time]).toEqual(atHours(1, 2));
  // The two-hour account begins with the close of its first bar.
  expect([...curve.equity]).toEqual([90, 205]);
  expect(curve.unitValue[1]).toBeCloseTo(0.9 * (205 / 190), 12);
});

test('what has lost everything stays at 0, whatever comes in later', () => {
  const curve = combineEquity([
    makeRun('a', 100, [
      [0, -5],
      [1, -5],
    ]),
    makeRun('b', 100, [[1, 120]]),
  ]);
  expect([...curve.unitValue]).toEqual([0, 0]);
});

test('no account, or one that has seen no bar, has no curve', () => {
  expect(combineEquity([]).time).toHaveLength(0);
  expect(combineEquity([makeRun('a', 1000, [])]).equity).toHaveLength(0);
});

test('one account alone is its own equity over its capital', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 5000, noNaN: true }), { minLength: 1 }),
      (equity) => {
        const curve = combineEquity([
          makeRun(
            'a',
            1000,
            equity.map((value, hour) => [hour, value]),
          ),
        ]);
        expect([...curve.equity]).toEqual(equity);
        equity.forEach((value, bar) => expect(curve.unitValue[bar]).toBeCloseTo(value / 1000, 6));
      },
    ),
  );
});

test('an account that is split in two has the same return', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 1, max: 5000, noNaN: true }), { minLength: 1 }),
      (equity) => {
        const points = (part: number) => equity.map((value, hour) => [hour, value * part] as const);
        const whole = combineEquity([makeRun('a', 1000, points(1))]);
        const split = combineEquity([
          makeRun('a', 250, points(0.25)),
          makeRun('b', 750, points(0.75)),
        ]);
        split.unitValue.forEach((value, bar) => expect(value).toBeCloseTo(whole.unitValue[bar], 6));
      },
    ),
  );
});

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
    const same = expect(portfolio[name as keyof typeof own], name);
    // No funding was paid, for one.
    if (Number.isNaN(value)) same.toBeNaN();
    else same.toBeCloseTo(value, 6);
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

test('capital at work is that of each account, weighted by capital', () => {
  const a = makeRun('a', 1000, []);
  const b = makeRun('b', 3000, [[0, 3000]]);
  const { record } = a.state.engine;
  recordShares(record, 1000, 600, -600);
  recordBar(record, { openTime: midnight, open: 100, close: 90 }, 1060, true);
  const figures = report([a, b]);
  expect(figures.capitalAtWork).toBeCloseTo(0.15, 12);
  // A short of 60% of 1000 gained 6% of it.
  expect(figures.buyHoldMatchedFraction).toBeCloseTo(0.015, 12);
});

test('accounts that have seen no bar have their capital and no figures', () => {
  const figures = report([makeRun('a', 1000, []), makeRun('b', 500, [])]);
  expect(figures).toMatchObject({ equity: 1500, pnl: 0, bars: 0, maxDrawdownFraction: 0 });
  expect(figures.sharpe).toBeNaN();
  expect(figures.buyHoldFraction).toBeNaN();
});

const hours = Array.from({ length: 61 }, (_, hour) => hour);
/** Up 1% and down 1% in turn. */
const swing = (hour: number) => 1000 * (hour % 2 === 0 ? 1 : 1.01);
const swinging = (id: string, of: readonly number[]) =>
  makeRun(
    id,
    1000,
    of.map((hour) => [hour, swing(hour)]),
  );

test('every two accounts are compared, bar by bar while there are few days', () => {
  const opposite = makeRun(
    'b',
    1000,
    hours.map((hour) => [hour, 1e6 / swing(hour)]),
  );
  const [first, ...others] = correlateRuns([swinging('a', hours), opposite, swinging('c', hours)]);
  expect(first).toMatchObject({ ids: ['a', 'b'], samples: 60, per: 'bar' });
  expect(first?.value).toBeLessThan(-0.99);
  expect(others.map(({ ids }) => ids)).toEqual([
    ['a', 'c'],
    ['b', 'c'],
  ]);
  expect(others[0]?.value).toBeCloseTo(1, 9);
});

test('only bars that both have count, and below 60 of them nothing is said', () => {
  const later = swinging('b', [...hours.slice(1), 61, 62]);
  expect(correlateRuns([swinging('a', hours), later])).toEqual([
    { ids: ['a', 'b'], value: NaN, samples: 59, per: 'bar' },
  ]);
  const never = swinging('c', [100, 101]);
  expect(correlateRuns([swinging('a', hours), never])[0]?.samples).toBe(0);
});

test('once there are 20 of them, the returns of days are compared', () => {
  const days = Array.from({ length: 21 }, (_, day) => day);
  const daily = (id: string, equity: (day: number) => number) =>
    makeRun(
      id,
      1000,
      // What happens within a day plays no part.
      days.flatMap((day) => [
        [24 * day, 500 + day] as const,
        [24 * day + 23, equity(day)] as const,
      ]),
    );
  const [pair] = correlateRuns([daily('a', swing), daily('b', swing)]);
  expect(pair).toMatchObject({ samples: 20, per: 'day' });
  expect(pair?.value).toBeCloseTo(1, 9);
});

test('an account that has not moved goes with none', () => {
  const still = makeRun(
    'b',
    1000,
    hours.map((hour) => [hour, 1000]),
  );
  expect(correlateRuns([swinging('a', hours), still])[0]?.value).toBeNaN();
});

test('a bar that closes at midnight is the last of the day that ends', () => {
  const days = Array.from({ length: 22 }, (_, day) => day);
  // What they have at 01:00 goes apart, and is no day's last.
  const nightly = (id: string, sign: 1 | -1) =>
    makeRun(
      id,
      1000,
      days.flatMap((day) => [
        [24 * day, 1000 + sign * day ** 2] as const,
        [24 * day + 23, swing(day)] as const,
      ]),
    );
  const [pair] = correlateRuns([nightly('a', 1), nightly('b', -1)]);
  expect(pair).toMatchObject({ samples: 21, per: 'day' });
  expect(pair?.value).toBeCloseTo(1, 9);
});

test('two intervals are compared at the closes that both have', () => {
  const quarters = makeRun(
    'b',
    1000,
    hours.flatMap((hour) => [
      [hour + 0.25, 5000 + hour] as const,
      [hour + 0.75, swing(hour)] as const,
    ]),
    { intervalMs: hourMs / 4 },
  );
  const [pair] = correlateRuns([swinging('a', hours), quarters]);
  expect(pair).toMatchObject({ samples: 60, per: 'bar' });
  expect(pair?.value).toBeCloseTo(1, 9);
});
