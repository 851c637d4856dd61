import { expect, test } from 'vitest';
import { choose } from '../../../src/core/trading/choice';
import { stopLossExit } from '../../../src/core/trading/exits/stop-loss';
import { trailingStopExit } from '../../../src/core/trading/exits/trailing-stop';
import { findSettingsProblem, putExit } from '../../../src/core/trading/settings';
import { kellySizing } from '../../../src/core/trading/sizing/kelly';
import { riskToStopSizing } from '../../../src/core/trading/sizing/risk-to-stop';
import type { SizeFacts } from '../../../src/core/trading/sizing/sizing-rule';
import { volatilityTargetSizing } from '../../../src/core/trading/sizing/volatility-target';
import { measureVolatility } from '../../../src/core/trading/volatility';
import {
  exitsAfter,
  makeBars,
  minuteMs,
  plainSettings,
  readProbabilities,
  runEngine,
} from './engine-scenario';

const budget = { capital: 10_000, riskFraction: 0.02 };
const facts = (change: Partial<SizeFacts>): SizeFacts => ({
  volatility: NaN,
  stopFraction: NaN,
  intervalMs: minuteMs,
  record: { trades: 0, wins: 0, losses: 0, grossProfit: 0, grossLoss: 0 },
  ...change,
});

test('Kelly bets a part of the fraction of its own trades, up to a cap', () => {
  const size = (share: number, record: SizeFacts['record']) =>
    kellySizing.create({ share, cap: 0.3, minTrades: 10 })(1, 20_000, budget, facts({ record }));
  // W = 0.6, R = (240 / 6) / (80 / 4) = 2: f* = 0.6 - 0.4 / 2 = 0.4.
  const good = { trades: 10, wins: 6, losses: 4, grossProfit: 240, grossLoss: 80 };
  expect(size(0.5, good)).toBeCloseTo(20_000 * 0.2, 8);
  expect(size(1, good)).toBeCloseTo(20_000 * 0.3, 8);
  // W = 0.4, R = 1: f* = 0.4 - 0.6 = -0.2.
  const bad = { trades: 10, wins: 4, losses: 6, grossProfit: 40, grossLoss: 60 };
  expect(size(1, bad)).toBe(0);
  // Not enough trades: 2% of the equity.
  expect(size(1, { ...good, trades: 9 })).toBeCloseTo(400, 8);
  expect(size(1, { trades: 10, wins: 10, losses: 0, grossProfit: 9, grossLoss: 0 })).toBe(6000);
  expect(size(1, { trades: 10, wins: 0, losses: 10, grossProfit: 0, grossLoss: 9 })).toBe(0);
});

test('Kelly is of the trades that are closed when a position is opened', () => {
  // Bars open at 100, 101, ...: the first trade gains; with a single trade that is enough, the cap is bet.
  const bars = makeBars([101, 102, 103, 104, 105, 106]);
  const sizing = choose(kellySizing, { share: 1, cap: 0.5, minTrades: 2 });
  const settings = { ...plainSettings, sizing, exits: exitsAfter(1), riskFraction: 0.1 };
  const { trades } = runEngine(bars, readProbabilities('LLLLL.'), settings);
  const values = trades.map(({ quantity, entryPrice }) => quantity * entryPrice);
  // A position can be ordered at the close before the exit of the one before, so each second signal is busy.
  expect(values[0]).toBeCloseTo(1000, 8);
  expect(values[1]).toBeCloseTo(0.1 * (10_000 + trades[0].pnl), 8);
});

test('a volatility target buys less of what swings more', () => {
  const size = volatilityTargetSizing.create({ target: 0.2 });
  // A minute's deviation of 0.001 is 0.001 x sqrt(525600) = 0.725 a year.
  const value = size(1, 10_000, budget, facts({ volatility: 0.001 }));
  expect(value).toBeCloseTo((10_000 * 0.2) / (0.001 * Math.sqrt(525_600)), 8);
  expect(size(1, 10_000, budget, facts({ volatility: 0 }))).toBe(Infinity);
  expect(size(1, 10_000, budget)).toBe(200);
});

test('a volatility target knows the volatility of the close that made the decision', () => {
  const closes = Array.from({ length: 64 }, (_, bar) => 100 + Math.sin(bar * 7));
  const bars = makeBars(closes);
  const sizing = choose(volatilityTargetSizing, { target: 0.5 });
  const state = runEngine(bars, readProbabilities('.'.repeat(61) + 'L..'), {
    ...plainSettings,
    sizing,
  });
  const volatility = measureVolatility({ columns: bars, start: 0, end: 62 });
  const [{ quantity, entryPrice }] = state.positions;
  const wanted = (10_000 * 0.5) / (volatility * Math.sqrt(525_600));
  expect(quantity * entryPrice).toBeCloseTo(wanted, 6);
});

test('a position of fixed risk loses the risk per trade at its stop', () => {
  // 1% of $10,000 at a stop 2% away: $5,000, which loses $100 there.
  const exits = putExit(exitsAfter(50), choose(stopLossExit, { bps: 200 }));
  const settings = {
    ...plainSettings,
    sizing: choose(riskToStopSizing),
    exits,
    riskFraction: 0.01,
  };
  const bars = { ...makeBars([101, 102, 103, 104]), low: Float64Array.of(90, 100, 90, 90) };
  const [trade] = runEngine(bars, readProbabilities('L...'), settings).trades;
  expect(trade.quantity * trade.entryPrice).toBeCloseTo(5000, 8);
  expect(trade.pnl).toBeCloseTo(-100, 8);
});

test('fixed risk is of the nearest stop, and needs one', () => {
  const settings = { ...plainSettings, sizing: choose(riskToStopSizing) };
  expect(findSettingsProblem(settings)).toBe(
    'trading settings: sizing by fixed risk to the stop needs a stop loss or a trailing stop',
  );
  const far = putExit(exitsAfter(50), choose(stopLossExit, { bps: 400 }));
  const near = putExit(far, choose(trailingStopExit, { bps: 200 }));
  const bars = makeBars([101, 102, 103, 104]);
  const state = runEngine(bars, readProbabilities('L...'), {
    ...settings,
    exits: near,
    riskFraction: 0.01,
  });
  expect(state.positions[0].quantity * state.positions[0].entryPrice).toBeCloseTo(5000, 8);
});
