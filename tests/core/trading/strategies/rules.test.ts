import { expect, test } from 'vitest';
import type { Bars } from '../../../../src/core/bars/bars';
import { choose } from '../../../../src/core/trading/choice';
import { needsModel } from '../../../../src/core/trading/rules';
import { listRecentSignals } from '../../../../src/core/trading/signal-log';
import type { TradingSettings } from '../../../../src/core/trading/settings';
import { bollinger } from '../../../../src/core/trading/strategies/bollinger';
import { breakout } from '../../../../src/core/trading/strategies/breakout';
import { buyAndHold } from '../../../../src/core/trading/strategies/buy-and-hold';
import { randomSide } from '../../../../src/core/trading/strategies/random-side';
import { rsiReversion } from '../../../../src/core/trading/strategies/rsi-reversion';
import { smaCross } from '../../../../src/core/trading/strategies/sma-cross';
import type { Strategy } from '../../../../src/core/trading/strategies/strategy';
import { volatilityTarget } from '../../../../src/core/trading/strategies/volatility-target';
import { measureRsi } from '../../../../src/core/trading/strategies/window';
import { zScoreReversion } from '../../../../src/core/trading/strategies/z-score-reversion';
import { computeRsi } from '../../../../src/core/features/indicators';
import { createRandom } from '../../../../src/core/random';
import { exitsAfter, makeBars, plainSettings, runEngine, thresholdsAt } from '../engine-scenario';

/** What a strategy signals at the close of each bar: `[bar, side, confidence]`. */
function listSignals(
  strategy: Strategy,
  values: Readonly<Record<string, number>>,
  bars: Bars,
  other: Partial<TradingSettings> = {},
  probability: readonly number[] = [],
): readonly (readonly [number, string, number])[] {
  const settings: TradingSettings = {
    ...plainSettings,
    strategy: choose(strategy, values),
    exits: exitsAfter(1),
    maxPositions: 10,
    ...other,
  };
  const { signals } = runEngine(bars, probability, settings);
  const oldestFirst = [...listRecentSignals(signals)].reverse();
  return oldestFirst.map(({ index, signal, confidence }) => [index, signal, confidence]);
}

test('an SMA cross signals where the fast average passes the slow one, and only there', () => {
  // Fast of 2: ., 10, 10, 9.5, 9, 10.5, 12, 9.5. Slow of 3: ., ., 10, 9.67, 9.33, 10, 11, 10.33.
  // Fast less slow from bar 2 on: 0, -0.17, -0.33, 0.5, 1, -0.83.
  const bars = makeBars([10, 10, 10, 9, 9, 12, 12, 7]);
  expect(listSignals(smaCross, { fast: 2, slow: 3 }, bars)).toEqual([
    [3, 'SHORT', 0.5],
    [5, 'LONG', 0.5],
    [7, 'SHORT', 0.5],
  ]);
});

test('a breakout signals above the highs and below the lows of the bars before', () => {
  // A high is the close, a low is a dollar less. The two bars before bar 2 have 12 and 9: 14 is 2 of 3 above. Those before
  // bar 3 have 14 and 11: 14 is not. Before bar 4, 14 and 13: 12 is 1 of 1 below. Before bar 5, 14 and 11: 10 is 1 of 3 below.
  const bars = makeBars([10, 12, 14, 14, 12, 10]);
  const signals = listSignals(breakout, { bars: 2 }, bars);
  expect(signals).toEqual([
    [2, 'LONG', 2 / 3],
    [4, 'SHORT', 1],
    [5, 'SHORT', 1 / 3],
  ]);
});

test('RSI mean reversion buys what fell and sells what rose', () => {
  const falling = Array.from({ length: 22 }, (_, bar) => 100 - bar);
  // After 20 changes of -1 the index is 0; a rise of 21 at bar 22 makes the averages 0.5 x 21 + 0 = 10.5 of gain
  // and 0.5 x 1 = 0.5 of loss: 100 x 10.5 / 11 = 95.45.
  const bars = makeBars([...falling, 100]);
  const signals = listSignals(rsiReversion, { length: 2, low: 30, high: 70 }, bars);
  expect(signals.slice(0, 2)).toEqual([
    [20, 'LONG', 1],
    [21, 'LONG', 1],
  ]);
  expect(signals.slice(2).map(([bar, side]) => [bar, side])).toEqual([[22, 'SHORT']]);
  expect(signals[2][2]).toBeCloseTo((100 * (10.5 / 11) - 70) / 30, 12);
});

test('the RSI of a strategy is that of the chart, once its start hardly counts', () => {
  const random = createRandom(1);
  const close = new Float64Array(1000);
  for (let bar = 0, price = 100; bar < close.length; bar++) {
    close[bar] = price *= Math.exp(0.01 * random.normal());
  }
  const shown = computeRsi(close, 14, 'wilder');
  for (let end = 142; end <= close.length; end++) {
    expect(Math.abs(measureRsi(close, end, 141, 14) - shown[end - 1])).toBeLessThan(0.05);
  }
  // Of all bars, it is the same number.
  expect(measureRsi(close, 1000, 1000, 14)).toBe(shown[999]);
});

test('z-score mean reversion signals at its distance, with the confidence of what is beyond', () => {
  // Of 10, 10, 16: mean 12, deviation sqrt((4 + 4 + 16) / 2) = 3.46, so that 16 is 1.155 above. Of 10, 16, 10: -0.577.
  const bars = makeBars([10, 10, 16, 10, 10, 4]);
  const signals = listSignals(zScoreReversion, { bars: 3, entry: 1 }, bars);
  const far = 4 / Math.sqrt(12) - 1;
  expect(signals.map(([bar, side]) => [bar, side])).toEqual([
    [2, 'SHORT'],
    [5, 'LONG'],
  ]);
  expect(signals[0][2]).toBeCloseTo(far, 12);
  expect(signals[1][2]).toBeCloseTo(far, 12);
});

test('Bollinger bands signal when a close comes back between them', () => {
  // Of three closes with one apart by d: mean d/3 off, deviation (ddof 0) d x sqrt(2)/3, so that the one apart is sqrt(2) deviations
  // out, which is 1.414 bands of width 1. At bar 3 and 6 the close is back.
  const bars = makeBars([10, 10, 16, 12, 12, 6, 9]);
  const signals = listSignals(bollinger, { bars: 3, width: 1 }, bars);
  expect(signals.map(([bar, side]) => [bar, side])).toEqual([
    [3, 'SHORT'],
    [6, 'LONG'],
  ]);
  for (const [, , confidence] of signals) expect(confidence).toBeCloseTo(Math.SQRT2 - 1, 12);
});

test('volatility targeting is always long, with the target over the volatility', () => {
  // Returns of +10%, -10%, +10% before bar 4: deviations of the last two are sqrt(2) x 10% (ddof 1) = 14.14%.
  const bars = makeBars([100, 110, 99, 108.9]);
  const signals = listSignals(volatilityTarget, { bars: 3, targetBps: 500 }, bars);
  // Mean 10/3 %, squares (6.67^2 + 13.33^2 + 6.67^2) / 2 = 133.3: 11.547%.
  expect(signals.map(([bar, side]) => [bar, side])).toEqual([[3, 'LONG']]);
  expect(signals[0][2]).toBeCloseTo(5 / Math.sqrt(400 / 3), 9);
  const still = makeBars([100, 100, 100, 100]);
  expect(listSignals(volatilityTarget, { bars: 3, targetBps: 500 }, still)).toEqual([
    [3, 'LONG', 1],
  ]);
});

test('buy & hold buys once and keeps it, whatever the limit on holding', () => {
  const bars = makeBars([10, 11, 12, 13, 14, 15]);
  const settings = { ...plainSettings, strategy: choose(buyAndHold), exits: exitsAfter(2) };
  const { trades, positions } = runEngine(bars, [], settings);
  expect(trades).toEqual([]);
  expect(positions).toMatchObject([{ side: 1, entryIndex: 1, entryPrice: 10, confidence: 1 }]);
});

test('random signals depend on time and seed alone, and on as many bars as wanted', () => {
  const bars = makeBars(Array.from({ length: 40 }, () => 10));
  const half = makeBars(Array.from({ length: 20 }, () => 99));
  const values = { share: 0.5, seed: 7 };
  const all = listSignals(randomSide, values, bars, { minConfidence: 0.5 });
  expect(all.length).toBeGreaterThan(5);
  const first = listSignals(randomSide, values, half);
  const openTime = bars.openTime.slice(20);
  const second = listSignals(randomSide, values, { ...half, openTime }).map(
    ([bar, ...rest]) => [bar + 20, ...rest] as const,
  );
  // The log keeps the last 20.
  expect([...first, ...second].slice(-all.length)).toEqual(all);
  expect(listSignals(randomSide, { ...values, seed: 8 }, bars)).not.toEqual(all);
  expect(listSignals(randomSide, { share: 1, seed: 1 }, half)).toHaveLength(20);
});

test('a filter keeps the signals to whose side it leans, whichever of both is the model', () => {
  const bars = makeBars([10, 10, 10, 9, 9, 12, 12, 7]);
  // The cross is on neither side at bar 2, short at 3 and 4, long at 5 and 6, short at 7.
  const model = [0.8, 0.8, 0.8, 0.8, 0.2, 0.8, 0.5, 0.8];
  const rule = choose(smaCross, { fast: 2, slow: 3 });
  const allowed = listSignals(
    smaCross,
    {},
    bars,
    { strategy: thresholdsAt(0.6, 0.4), filter: rule },
    model,
  );
  expect(allowed.map(([bar, side]) => [bar, side])).toEqual([
    [4, 'SHORT'],
    [5, 'LONG'],
  ]);
  // The confidence is the model's: (0.4 - 0.2) / 0.4, and (0.8 - 0.6) / 0.4.
  expect(allowed[0][2]).toBeCloseTo(0.5, 12);
  expect(allowed[1][2]).toBeCloseTo(0.5, 12);
  // The other way round: crosses at 3 (short), 5 (long) and 7 (short), of which the model agrees with that at 5.
  const filter = thresholdsAt(0.6, 0.4);
  expect(listSignals(smaCross, { fast: 2, slow: 3 }, bars, { filter }, model)).toEqual([
    [5, 'LONG', 0.5],
  ]);
});

test('a model is needed where one of both decides by it', () => {
  const rule = choose(buyAndHold);
  const model = thresholdsAt(0.6, 0.4);
  const asks = (change: Partial<TradingSettings>) => needsModel({ ...plainSettings, ...change });
  expect(asks({ strategy: model })).toBe(true);
  expect(asks({ strategy: rule })).toBe(false);
  expect(asks({ strategy: rule, filter: model })).toBe(true);
  expect(asks({ strategy: rule, filter: choose(smaCross) })).toBe(false);
});

test('an account without a model survives JSON', () => {
  const bars = makeBars([10, 11, 12, 13]);
  const settings = { ...plainSettings, strategy: choose(buyAndHold) };
  const state = runEngine(bars, [], settings);
  expect(state.positions[0].probability).toBeNull();
  expect(JSON.parse(JSON.stringify(state))).toEqual(state);
});
