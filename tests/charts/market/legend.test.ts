import { expect, test } from 'vitest';
import {
  type LegendRow,
  buildLegendRow,
  buildMarketTable,
  describeRow,
  measurePriceWidth,
  summarizeMarket,
} from '../../../src/charts/market/legend';
import { makeBars } from '../../core/bars/make-bars';
import { makeSource as makeSourceOf } from './make-source';

const minute = 60_000;
const bars = makeBars(3000);
const makeSource = (playhead: number, intervalMs = minute) =>
  makeSourceOf(bars, { playhead, intervalMs });
const readValue = (row: LegendRow, wanted: string) =>
  row.values.find(({ name }) => name === wanted)?.text;

test('without a candle asked for, the row is the newest one seen', () => {
  const row = buildLegendRow(makeSource(91), null);
  expect(row.time).toBe('01:30 UTC');
  expect(readValue(row, 'C')).toBe(bars.close[90].toFixed(bars.high[90] >= 100 ? 2 : 4));
});

test('a candle beyond the newest one shows the newest one', () => {
  expect(buildLegendRow(makeSource(91), 500)).toEqual(buildLegendRow(makeSource(91), null));
});

test('an average of an unfinished candle is not shown, that of a finished one is', () => {
  const hour = 60 * minute;
  expect(readValue(buildLegendRow(makeSource(1500, hour), 23), 'SMA 20')).not.toBe('–');
  expect(readValue(buildLegendRow(makeSource(1530, hour), 25), 'SMA 20')).toBe('–');
});

test('candles of any length are told apart by their day', () => {
  const readTime = (intervalMs: number, index: number) => {
    const { day, time } = buildLegendRow(makeSource(1500, intervalMs), index);
    return [day, time];
  };
  expect(readTime(minute, 1440)).toEqual(['2 Jan 2024', '00:00 UTC']);
  expect(readTime(60 * minute, 24)).toEqual(['2 Jan 2024', '00:00 UTC']);
  expect(readTime(1440 * minute, 1)).toEqual(['2 Jan 2024', '']);
});

test('before the first bar the row has its names already, without values', () => {
  const { day, time, values } = buildLegendRow(makeSource(0), null);
  expect([day, time]).toEqual(['', '']);
  expect(values.map(({ name }) => name)).toEqual([
    ...['O', 'H', 'L', 'C', 'SMA 20', 'SMA 60', 'Volume', 'RSI 14'],
  ]);
  expect(new Set(values.map(({ text }) => text))).toEqual(new Set(['–']));
  expect(summarizeMarket(makeSource(0))).toMatch(/no bar/);
});

test('the table has the newest candles in view, newest first, each with the values of its legend', () => {
  const source = makeSource(91);
  const { caption, names, rows } = buildMarketTable(source, { start: 60, span: 40 }, 10);
  expect(caption).toContain('10 of 31 candles');
  expect(rows.map(({ time }) => time).slice(0, 2)).toEqual([
    '2024-01-01 01:30',
    '2024-01-01 01:29',
  ]);
  const { values } = buildLegendRow(source, 81);
  expect(names).toEqual(values.map(({ name }) => name));
  expect(rows[9].texts).toEqual(values.map(({ text }) => text));
});

test('a row is told as a sentence', () => {
  const told = describeRow(buildLegendRow(makeSource(91), 30));
  expect(told).toMatch(/^1 Jan 2024, 00:30 UTC: O [\d.,]+, H /);
  expect(told).toContain('Volume ');
});

test('the summary names the last bar seen', () => {
  expect(summarizeMarket(makeSource(91, 1440 * minute))).toContain('1 Jan 2024, 01:30 UTC');
});

test('the width of a price is that of the highest one', () => {
  expect(measurePriceWidth(Float64Array.of(999, 68_231.25, 5))).toBe('68,231.3'.length);
});
