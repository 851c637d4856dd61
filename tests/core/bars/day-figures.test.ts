import { expect, test } from 'vitest';
import type { Bars } from '../../../src/core/bars/bars';
import { measureDay } from '../../../src/core/bars/day-figures';

/** Six-hour bars: closes 10, 11, 12, …; each opens 1 lower, with a high 2 above and a low 3 below its close. */
function makeBars(closes: readonly number[], quoteVolume?: readonly number[]): Bars {
  const column = (value: (close: number) => number) => Float64Array.from(closes, value);
  return {
    intervalMs: 21_600_000,
    openTime: Float64Array.from(closes, (_, t) => t * 21_600_000),
    open: column((close) => close - 1),
    high: column((close) => close + 2),
    low: column((close) => close - 3),
    close: column((close) => close),
    volume: column(() => 2),
    ...(quoteVolume && { quoteVolume: Float64Array.from(quoteVolume) }),
  };
}

test('the last 24 hours are those of four six-hour bars', () => {
  // Bars 1 to 4: opened at 10, closed at 14; high 16, low 8; 2 x (11 + 12 + 13 + 14) traded.
  const { change, high, low, volume } = measureDay(makeBars([10, 11, 12, 13, 14]), 4);
  expect(change).toBeCloseTo(14 / 10 - 1);
  expect([high, low, volume]).toEqual([16, 8, 100]);
});

test('nothing after the bar is read', () => {
  const bars = makeBars([10, 11, 12, 13, 14, 99, 1]);
  expect(measureDay(bars, 4)).toEqual(measureDay(makeBars([10, 11, 12, 13, 14]), 4));
});

test('quote volume is taken where the source tells it', () => {
  expect(measureDay(makeBars([10, 11, 12, 13], [1, 2, NaN, 4]), 3).volume).toBe(1 + 2 + 24 + 4);
});

test('there is no figure of fewer than 24 hours, nor before the first bar', () => {
  const bars = makeBars([10, 11, 12, 13]);
  expect(measureDay(bars, 3).high).toBe(15);
  expect(measureDay(bars, 2)).toEqual({ change: NaN, high: NaN, low: NaN, volume: NaN });
  expect(measureDay(bars, -1).change).toBeNaN();
  expect(measureDay(bars, 4).change).toBeNaN();
});

test('a gap within the day leaves the bars that are there', () => {
  const bars = makeBars([10, 11, 12, 13, 14]);
  // Bar 3 is missing: the day before the close of bar 4 has bars 1, 2 and 4.
  const pick = (values: Float64Array) => values.filter((_, t) => t !== 3);
  const { intervalMs, openTime, open, high, low, close, volume } = bars;
  const rest = { open: pick(open), high: pick(high), low: pick(low), close: pick(close) };
  const gapped = { intervalMs, openTime: pick(openTime), volume: pick(volume), ...rest };
  expect(measureDay(gapped, 3)).toMatchObject({ high: 16, low: 8, volume: 2 * (11 + 12 + 14) });
});
