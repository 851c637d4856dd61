import { expect, test } from 'vitest';
import {
  buildLegendRow,
  measurePriceWidth,
  summarizeMarket,
} from '../../../src/charts/market/market-legend';
import { type MarketSource, buildMarketCandles } from '../../../src/charts/market/market-source';
import { makeBars } from '../../core/bars/make-bars';

const minute = 60_000;
const bars = makeBars(3000);

function makeSource(playhead: number, intervalMs = minute): MarketSource {
  return {
    candles: buildMarketCandles(bars, intervalMs),
    playhead,
    inSampleEnd: 0,
    probability: null,
    thresholds: { long: 0.52, short: 0.48 },
    trades: [],
    positions: [],
    equity: null,
    equityFrom: 0,
  };
}

test('without a candle asked for, the row is the newest one seen', () => {
  const row = buildLegendRow(makeSource(91), null);
  expect(row?.time).toBe('01:30 UTC');
  expect(row?.close).toBe(bars.close[90].toFixed(bars.high[90] >= 100 ? 2 : 4));
});

test('a candle beyond the newest one shows the newest one', () => {
  expect(buildLegendRow(makeSource(91), 500)).toEqual(buildLegendRow(makeSource(91), null));
});

test('an average of an unfinished candle is not shown, that of a finished one is', () => {
  const hour = 60 * minute;
  expect(buildLegendRow(makeSource(1500, hour), 23)?.sma20).not.toBe('–');
  expect(buildLegendRow(makeSource(1530, hour), 25)?.sma20).toBe('–');
});

test('longer candles are told apart by their day', () => {
  expect(buildLegendRow(makeSource(1500, 60 * minute), 24)?.time).toBe('2 Jan 00:00');
  expect(buildLegendRow(makeSource(1500, 1440 * minute), 1)?.time).toBe('2 Jan');
});

test('there is no row before the first bar', () => {
  expect(buildLegendRow(makeSource(0), null)).toBeNull();
  expect(summarizeMarket(makeSource(0))).toMatch(/no bar/);
});

test('the summary names the last bar seen', () => {
  expect(summarizeMarket(makeSource(91, 1440 * minute))).toContain('1 Jan 2024, 01:30 UTC');
});

test('the width of a price is that of the highest one', () => {
  expect(measurePriceWidth(Float64Array.of(999, 68_231.25, 5))).toBe('68,231.3'.length);
});
