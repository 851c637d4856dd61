import { referenceRules } from '../../../src/core/trading/reference-mode';
import { describe, expect, test } from 'vitest';
import { createEngine, step } from '../../../src/core/trading/engine';
import { type TradingSettings } from '../../../src/core/trading/settings';
import { averageShares } from '../../../src/core/metrics/performance-record';
import { listRecentSignals } from '../../../src/core/trading/signal-log';
import {
  exitsAfter,
  makeBars,
  minuteMs,
  plainSettings,
  readProbabilities,
  runEngine,
  startTime,
} from './engine-scenario';

/** Closes 101, 102, ...: bar i opens at 100 + i. */
const rising = makeBars(Array.from({ length: 30 }, (_, index) => 101 + index));

function runRising(letters: string, change: Partial<TradingSettings> = {}) {
  return runEngine(rising, readProbabilities(letters.padEnd(30, '.')), {
    ...plainSettings,
    ...change,
  });
}

describe('next-open fills', () => {
  test('a signal is filled at the next open and held for exactly so many bars', () => {
    const { trades } = runRising('..L');
    expect(trades).toHaveLength(1);
    expect(trades[0]).toMatchObject({
      side: 1,
      signalIndex: 2,
      entryIndex: 3,
      entryTime: startTime + 3 * minuteMs,
      entryPrice: 103,
      exitIndex: 6,
      exitTime: startTime + 6 * minuteMs,
      exitPrice: 106,
      exitReason: 'hold',
    });
    expect(trades[0]?.pnl).toBeCloseTo((1000 / 103) * 3, 10);
  });

  test('an opposite signal turns the position round at one open', () => {
    const { trades, positions } = runRising('LS', { exits: exitsAfter(40) });
    expect(trades).toHaveLength(1);
    expect(trades[0]).toMatchObject({ entryIndex: 1, exitIndex: 2, exitReason: 'opposite' });
    expect(positions).toHaveLength(1);
    expect(positions[0]).toMatchObject({ side: -1, signalIndex: 1, entryIndex: 2 });
  });

  test('an opposite signal is busy when it must not turn the position', () => {
    const state = runRising('LS', { exits: exitsAfter(3, false) });
    expect(state.trades).toMatchObject([{ side: 1, exitReason: 'hold' }]);
    expect(listRecentSignals(state.signals)[0]).toMatchObject({ outcome: 'busy', size: 0 });
  });

  test('a signal of the open side is busy until its close comes after the exit', () => {
    const state = runRising('LLLLLL', { exits: exitsAfter(3) });
    expect(state.trades.map(({ entryIndex, exitIndex }) => [entryIndex, exitIndex])).toEqual([
      [1, 4],
      [5, 8],
    ]);
    const outcomes = listRecentSignals(state.signals).map(({ outcome }) => typeof outcome);
    expect(outcomes).toEqual(['string', 'number', 'string', 'string', 'string', 'number']);
  });

  test('nothing is traded on a neutral or missing opinion', () => {
    const state = runRising('?.?.'.repeat(7));
    expect(state.trades).toEqual([]);
    expect(state.signals.signalCount).toBe(0);
    expect(state.record.equity).toBe(10_000);
  });

  test('equity is marked at every close while a position is open', () => {
    const state = runRising('.'.repeat(27) + 'L');
    expect(state.positions[0]?.entryPrice).toBe(128);
    expect(state.record.equity).toBeCloseTo(10_000 + (1000 / 128) * 2, 9);
    expect(state.record.exposedBars).toBe(2);
  });

  test('capital at work is the value of what is open over the equity, both at the last fill', () => {
    // Open at the closes of bars 3 to 5: $1,000 of $10,000 at the open of 103.
    const once = runRising('..L').record;
    expect(averageShares(once).gross).toBeCloseTo((3 * 0.1) / 30, 12);
    expect(averageShares(once).net).toBeCloseTo((3 * 0.1) / 30, 12);
    // A long of bars 1 to 3, and a short of bars 2 to 4 beside it.
    const both = { exits: exitsAfter(3, false), maxPositions: 2 };
    const long = 1000 / 101;
    const short = 1000 / 102;
    const equityAt2 = 10_000 + long;
    const equityAt4 = 10_000 + long * 3 - short * 2;
    const bars = [
      [1000 / 10_000, 1000 / 10_000],
      [(long * 102 + 1000) / equityAt2, (long * 102 - 1000) / equityAt2],
      [(long * 102 + 1000) / equityAt2, (long * 102 - 1000) / equityAt2],
      [(short * 104) / equityAt4, (-short * 104) / equityAt4],
    ];
    const { gross, net } = averageShares(runRising('LS', both).record);
    const mean = (column: number) => bars.reduce((sum, bar) => sum + bar[column], 0) / 30;
    expect(gross).toBeCloseTo(mean(0), 12);
    expect(net).toBeCloseTo(mean(1), 12);
  });

  test('a position that is still open counts up to the last bar', () => {
    const { gross } = averageShares(runRising('.'.repeat(27) + 'L').record);
    expect(gross).toBeCloseTo((2 * 0.1) / 30, 12);
  });
});

describe('costs', () => {
  test('fees are charged on the traded value of each side', () => {
    const { trades, record } = runRising('..L', { feeBps: 10 });
    const exitValue = (1000 / 103) * 106;
    expect(record.feesPaid).toBeCloseTo(1 + exitValue / 1000, 10);
    expect(trades[0]?.pnl).toBeCloseTo(exitValue - 1000 - 1 - exitValue / 1000, 10);
    expect(record.equity).toBeCloseTo(10_000 + (trades[0]?.pnl ?? NaN), 9);
    expect(record.tradedValue).toBeCloseTo(1000 + exitValue, 9);
  });

  test('slippage worsens both fills of a short', () => {
    const { trades, record } = runRising('..S', { slippageBps: 100 });
    const entryPrice = 103 * 0.99;
    const exitPrice = 106 * 1.01;
    const quantity = 1000 / entryPrice;
    expect(trades[0]?.entryPrice).toBeCloseTo(entryPrice, 10);
    expect(trades[0]?.exitPrice).toBeCloseTo(exitPrice, 10);
    expect(trades[0]?.pnl).toBeCloseTo(quantity * (entryPrice - exitPrice), 10);
    expect(record.slippagePaid).toBeCloseTo(quantity * (1.03 + 1.06), 10);
  });
});

describe('gaps', () => {
  const bars = makeBars([101, 102, 103, 104, 105, 106], [3]);

  test('a position is closed, costs included, at the last close before the gap', () => {
    const settings = { ...plainSettings, exits: exitsAfter(10), feeBps: 10 };
    const { trades, record } = runEngine(bars, readProbabilities('L.....'), settings);
    expect(trades).toHaveLength(1);
    expect(trades[0]).toMatchObject({
      entryIndex: 1,
      exitIndex: 2,
      exitTime: startTime + 3 * minuteMs,
      exitPrice: 103,
      exitReason: 'gap',
    });
    expect(trades[0]?.pnl).toBeCloseTo((1000 / 101) * 2 - 1 - (1000 / 101) * 0.103, 10);
    expect(record.equity).toBeCloseTo(10_000 + (trades[0]?.pnl ?? NaN), 9);
  });

  test('an order that was not filled before the gap is cancelled', () => {
    const state = runEngine(bars, readProbabilities('..L...'), plainSettings);
    expect(state.trades).toEqual([]);
    expect(state.positions).toEqual([]);
    expect(listRecentSignals(state.signals)[0]).toMatchObject({ outcome: 'cancelled', size: 0 });
  });
});

describe('capital', () => {
  test('a position is worth at most equity times leverage', () => {
    const greedy = { kind: 'fixed', fraction: 50 } as const;
    const [plain] = runRising('..L', { sizing: greedy }).trades;
    const [levered] = runRising('..L', { sizing: greedy, maxLeverage: 3 }).trades;
    expect((plain?.quantity ?? NaN) * 103).toBeCloseTo(10_000, 8);
    expect((levered?.quantity ?? NaN) * 103).toBeCloseTo(30_000, 8);
  });

  test('after ruin nothing is opened any more', () => {
    const crash = makeBars([100, 101, 100, 40, 41, 42, 43, 44]);
    const state = runEngine(crash, readProbabilities('L..LLLLL'), {
      ...plainSettings,
      sizing: { kind: 'fixed', fraction: 5 },
      maxLeverage: 5,
      exits: exitsAfter(2),
    });
    expect(state.trades).toHaveLength(1);
    expect(state.record.equity).toBeLessThan(0);
    expect(listRecentSignals(state.signals)[1]).toMatchObject({ outcome: 'no cash', size: 0 });
  });
});

test('a signal below the confidence filter is counted, opens nothing and closes nothing', () => {
  const bars = makeBars([101, 102, 103, 104, 105]);
  const settings = { ...plainSettings, exits: exitsAfter(10), minConfidence: 0.3 };
  const state = runEngine(bars, [0.9, 0.35, 0.65, 0.5, 0.5], settings);
  expect(state.positions).toMatchObject([{ side: 1, entryIndex: 1 }]);
  expect(state.trades).toEqual([]);
  expect(state.signals).toMatchObject({ signalCount: 3, filteredCount: 2 });
  expect(listRecentSignals(state.signals).map(({ outcome }) => outcome)).toEqual([
    'filtered',
    'filtered',
    'open',
  ]);
});

describe('same-close fills', () => {
  test('a signal is filled at its own close and left at the close so many bars later', () => {
    const { trades } = runRising('..L', { fillAt: 'same-close' });
    expect(trades[0]).toMatchObject({
      signalIndex: 2,
      entryIndex: 2,
      entryTime: startTime + 3 * minuteMs,
      entryPrice: 103,
      exitIndex: 5,
      exitTime: startTime + 6 * minuteMs,
      exitPrice: 106,
      exitReason: 'hold',
    });
  });

  test('reference mode opens a position at every signal, up to ten at once, free of cost', () => {
    const state = runEngine(rising, readProbabilities('L'.repeat(30)), {
      ...plainSettings,
      ...referenceRules,
    });
    expect(state.positions).toHaveLength(10);
    expect(state.trades).toHaveLength(20);
    expect(state.trades.every((trade) => trade.exitIndex - trade.entryIndex === 10)).toBe(true);
    expect(listRecentSignals(state.signals).some(({ outcome }) => outcome === 'busy')).toBe(false);
    expect(state.record.feesPaid + state.record.slippagePaid).toBe(0);
  });
});

describe('broken invariants', () => {
  const bar = { index: 5, openTime: startTime, open: 1, high: 1, low: 1, close: 1 };

  test('impossible settings are refused', () => {
    expect(() => createEngine({ ...plainSettings, capital: -1 }, minuteMs)).toThrow(
      'trading settings: capital must be a number from 100 to 10000000, was -1',
    );
  });

  test('a bar out of order is refused with both values', () => {
    const state = createEngine(plainSettings, minuteMs);
    step(state, bar, NaN);
    expect(() => step(state, { ...bar, index: 7, openTime: startTime + minuteMs }, NaN)).toThrow(
      'engine: index must rise by one, was 7 after 5',
    );
    expect(() => step(state, { ...bar, index: 6 }, NaN)).toThrow(
      `engine: openTime must increase, was ${startTime} after ${startTime}`,
    );
  });
});
