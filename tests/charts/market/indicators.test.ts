import { describe, expect, test } from 'vitest';
import {
  computeBollinger,
  computeDonchian,
  computeEma,
  computeHeikinAshi,
  computeMacd,
  computeSupertrend,
  computeVwap,
} from '../../../src/charts/market/indicators';
import indicators from '../../fixtures/indicators.json';
import klines from '../../fixtures/klines.json';

const of = (...values: number[]) => Float64Array.from(values);
const rounded = (values: Float64Array) => Array.from(values, (value) => Number(value.toFixed(6)));

describe('EMA', () => {
  test('of 3 starts at the first value and moves half of the way', () => {
    // 10; 10 + (14 - 10) / 2 = 12; 12 + (12 - 12) / 2 = 12; 12 + (20 - 12) / 2 = 16.
    expect(Array.from(computeEma(of(10, 14, 12, 20), 3))).toEqual([NaN, NaN, 12, 16]);
  });

  test('of 20 is that of pandas', () => {
    const { close } = klines;
    const { ema_20: expected } = indicators;
    const found = computeEma(Float64Array.from(close), 20);
    for (let t = 19; t < close.length; t++) expect(found[t]).toBeCloseTo(expected[t], 6);
  });
});

test('MACD is the distance of two averages, with the average of that distance', () => {
  // EMA 1 is the price; EMA 3: 10, 12, 12, 16, 18. Distances from candle 2 on: 0, 4, 2; their EMA 1 is the same, so no difference.
  const macd = computeMacd(of(10, 14, 12, 20, 20), { fast: 1, slow: 3, signal: 1 });
  expect(rounded(macd[0])).toEqual([NaN, NaN, 0, 4, 2]);
  expect(rounded(macd[2])).toEqual([NaN, NaN, 0, 0, 0]);
  // With a signal of 3 it starts two candles later: 0, then 2, then 2 + (2 - 2) / 2 = 2.
  const slower = computeMacd(of(10, 14, 12, 20, 20), { fast: 1, slow: 3, signal: 3 });
  expect(rounded(slower[1])).toEqual([NaN, NaN, NaN, NaN, 2]);
});

test('Bollinger bands are deviations of all closes of the window, not of a sample', () => {
  // 2, 4, 4, 6: mean 4, squares 4 + 0 + 0 + 4 = 8, 8 / 4 = 2, deviation 1.414214.
  const [upper, lower] = computeBollinger(of(2, 4, 4, 6), 4, 2);
  expect(upper[3]).toBeCloseTo(4 + 2 * Math.SQRT2, 12);
  expect(lower[3]).toBeCloseTo(4 - 2 * Math.SQRT2, 12);
  expect(upper[2]).toBeNaN();
});

test('VWAP weighs typical prices by volume and starts again at midnight UTC', () => {
  const day = 86_400_000;
  // Typical prices 10, 13, 20: (10 * 1 + 13 * 2) / 3 = 12; the third candle is of the next day.
  const values = computeVwap({
    openTime: of(day - 120_000, day - 60_000, day),
    open: of(10, 10, 20),
    high: of(11, 15, 21),
    low: of(9, 11, 19),
    close: of(10, 13, 20),
    volume: of(1, 2, 5),
  });
  expect(Array.from(values)).toEqual([10, 12, 20]);
});

test('a Donchian channel is the highest high and the lowest low of its candles', () => {
  const high = of(5, 9, 4, 6, 7);
  const low = of(3, 8, 2, 5, 6);
  const [upper, lower] = computeDonchian({ open: low, high, low, close: high, volume: low }, 3);
  expect(Array.from(upper)).toEqual([NaN, NaN, 9, 9, 7]);
  expect(Array.from(lower)).toEqual([NaN, NaN, 2, 2, 2]);
});

test('Supertrend rises with the price, never falls back, and turns at a close beyond it', () => {
  // Every candle spans close +- 1, steps of 1 or less: true ranges 2 until the fall; middle - 1 x 2.
  const close = of(10, 11, 12, 11.5, 6);
  const series = {
    open: close,
    high: close.map((price) => price + 1),
    low: close.map((price) => price - 1),
    close,
    volume: close,
  };
  const [rising, falling] = computeSupertrend(series, 1, 1);
  // 10 - 2 = 8, 11 - 2 = 9, 12 - 2 = 10, then 11.5 - 2 = 9.5 would fall back: 10 stays.
  expect(Array.from(rising)).toEqual([8, 9, 10, 10, NaN]);
  // The last true range is 11.5 - 5 = 6.5: 6 + 6.5 = 12.5, and the line above so far is 10 + 2 = 12, which is nearer.
  expect(Array.from(falling)).toEqual([NaN, NaN, NaN, NaN, 12]);
});

test('Heikin-Ashi candles open in the middle of the body before', () => {
  const { open, high, low, close } = computeHeikinAshi({
    open: of(10, 12),
    high: of(14, 13),
    low: of(8, 9),
    close: of(12, 10),
    volume: of(1, 1),
  });
  // First: open (10 + 12) / 2 = 11, close 44 / 4 = 11. Second: open (11 + 11) / 2 = 11, close 44 / 4 = 11.
  expect([Array.from(open), Array.from(close)]).toEqual([
    [11, 11],
    [11, 11],
  ]);
  expect([Array.from(high), Array.from(low)]).toEqual([
    [14, 13],
    [8, 9],
  ]);
});
