import { describe, expect, test } from 'vitest';
import { choose } from '../../../src/core/trading/choice';
import { stopLossExit } from '../../../src/core/trading/exits/stop-loss';
import { limitOrder } from '../../../src/core/trading/orders/limit-order';
import { findSettingsProblem, putExit } from '../../../src/core/trading/settings';
import { listRecentSignals } from '../../../src/core/trading/signal-log';
import { type Candle, makeCandles } from './candles';
import {
  exitsAfter,
  makeBars,
  plainSettings,
  readProbabilities,
  runEngine,
} from './engine-scenario';

/** A limit 1% better than the close, for two bars. */
const patient = {
  ...plainSettings,
  slippageBps: 100,
  exits: exitsAfter(50),
  order: choose(limitOrder, { bps: 100, bars: 2 }),
};

function place(letters: string, rows: readonly Candle[], settings = patient) {
  const bars = makeCandles([[100, 100, 100, 100], ...rows]);
  return runEngine(bars, readProbabilities(letters.padEnd(rows.length + 1, '.')), settings);
}

describe('a limit order', () => {
  test('is filled at its price once the price trades through it, without slippage', () => {
    // 100 x 0.99 = 99, worth $1,000.
    const { positions, signals } = place('L', [[100, 101, 98.9, 100]]);
    expect(positions).toMatchObject([{ entryIndex: 1, entryPrice: 99, entryFill: 'limit' }]);
    expect(positions[0].quantity).toBeCloseTo(1000 / 99, 12);
    expect(listRecentSignals(signals)[0].outcome).toBe('open');
  });

  test('is not filled by a touch, and given up after its bars', () => {
    const touch: Candle = [100, 101, 99, 100];
    const waiting = place('L', [touch]);
    expect(listRecentSignals(waiting.signals)[0].outcome).toBe('pending');
    const over = place('L', [touch, touch, [100, 100, 90, 100]]);
    expect(over.positions).toEqual([]);
    expect(listRecentSignals(over.signals)[0]).toMatchObject({
      outcome: 'limit not reached',
      size: 0,
    });
  });

  test('fills at the open where that is beyond its price', () => {
    expect(place('L', [[95, 96, 94, 95]]).positions).toMatchObject([{ entryPrice: 95 }]);
  });

  test('of a short position waits above the close', () => {
    expect(place('S', [[100, 101.1, 100, 100]]).positions).toMatchObject([
      { side: -1, entryPrice: 101 },
    ]);
  });

  test('can be stopped out in the bar that fills it', () => {
    // Filled at 99; the stop of 1% is at 98.01, below which the bar went on to 97. Out with 100 bps of slippage.
    const settings = { ...patient, exits: putExit(patient.exits, choose(stopLossExit)) };
    const [trade] = place('L', [[100, 101, 97, 100]], settings).trades;
    expect(trade).toMatchObject({ entryIndex: 1, exitIndex: 1, exitReason: 'stop-loss' });
    expect(trade.exitPrice).toBeCloseTo(98.01 * 0.99, 10);
  });

  test('keeps the place of a position, and is taken back by an opposite signal', () => {
    const still: Candle = [100, 100.5, 99.5, 100];
    const outcomes = (letters: string) =>
      listRecentSignals(place(letters, [still, still]).signals)
        .map(({ outcome }) => outcome)
        .reverse();
    expect(outcomes('LL')).toEqual(['limit not reached', 'busy']);
    expect(outcomes('LS')).toEqual(['cancelled', 'pending']);
  });

  test('is cancelled by a gap', () => {
    const bars = makeBars([100, 100, 90, 90], [2]);
    const state = runEngine(bars, readProbabilities('L...'), patient);
    expect(state.positions).toEqual([]);
    expect(listRecentSignals(state.signals)[0].outcome).toBe('cancelled');
  });
});

describe('latency', () => {
  /** Bar i opens at 100 + i. */
  const rising = makeBars(Array.from({ length: 12 }, (_, index) => 101 + index));
  const late = { ...plainSettings, latencyBars: 2, exits: exitsAfter(50) };
  const run = (letters: string, settings = late) =>
    runEngine(rising, readProbabilities(letters.padEnd(12, '.')), settings);

  test('lets an order arrive so many bars later', () => {
    expect(run('.L').positions).toMatchObject([{ signalIndex: 1, entryIndex: 4, entryPrice: 104 }]);
    const atClose = run('.L', { ...late, fillAt: 'same-close' });
    expect(atClose.positions).toMatchObject([{ entryIndex: 3, entryPrice: 104 }]);
  });

  test('holds for the exit by an opposite signal too, but not for the time stop', () => {
    const { trades, positions } = run('L...S');
    expect(trades).toMatchObject([{ entryIndex: 3, exitIndex: 7, exitReason: 'opposite' }]);
    expect(positions).toMatchObject([{ side: -1, entryIndex: 7 }]);
    const [held] = run('L', { ...late, exits: exitsAfter(2) }).trades;
    expect(held).toMatchObject({ entryIndex: 3, exitIndex: 5 });
  });

  test('lets no further signal order what is on its way', () => {
    const { positions, signals } = run('LL');
    expect(positions).toHaveLength(1);
    expect(listRecentSignals(signals)[0].outcome).toBe('busy');
  });
});

test('where one side alone is traded, signals of the other close and open nothing', () => {
  const bars = makeBars([101, 102, 103, 104, 105]);
  const settings = { ...plainSettings, sides: 'long', exits: exitsAfter(50) } as const;
  const state = runEngine(bars, readProbabilities('L.S..'), settings);
  expect(state.trades).toMatchObject([{ side: 1, exitIndex: 3, exitReason: 'opposite' }]);
  expect(state.positions).toEqual([]);
  expect(listRecentSignals(state.signals)[0]).toMatchObject({ outcome: 'side off', size: 0 });
});

test.each([
  [{ order: { kind: 'iceberg' } }, 'order must be market or limit, was iceberg'],
  [{ latencyBars: 0.5 }, 'latencyBars must be a whole number from 0 to 100, was 0.5'],
  [{ sides: 'up' }, 'sides must be both or long or short, was up'],
])('%o is refused with its reason', (change, problem) => {
  expect(findSettingsProblem({ ...plainSettings, ...change })).toBe(`trading settings: ${problem}`);
});
