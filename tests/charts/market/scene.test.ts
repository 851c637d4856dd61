import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LineColumns, OhlcColumns } from '../../../src/charts/decimate';
import { chartLayers } from '../../../src/charts/layers';
import { countSeen } from '../../../src/charts/market/candles';
import { chooseLayers } from '../../../src/charts/market/choose-layers';
import type { MarketSource } from '../../../src/charts/market/layer';
import { buildLegendRow } from '../../../src/charts/market/legend';
import { type MarketScene, buildMarketScene } from '../../../src/charts/market/scene';
import { defaultChartSettings } from '../../../src/core/chart-settings';
import type { Bars } from '../../../src/core/bars/bars';
import { makeBars, poisonBars } from '../../core/bars/make-bars';
import { makeTrade } from '../make-trade';
import { makeSource as makeSourceOf } from './make-source';

const minute = 60_000;
const count = 2000;
const bars = makeBars(count, { missing: [700, 701, 702] });
const trades = Array.from({ length: 60 }, (_, i) => makeTrade(1000 + i * 15, 1010 + i * 15));

/** A source whose values at and after `poisonFrom` come from another world. */
function makeSource(
  playhead: number,
  {
    intervalMs = minute,
    poisonFrom = Infinity,
    layers = chooseLayers(chartLayers, defaultChartSettings),
  } = {},
): MarketSource {
  const isPoisoned = (i: number): boolean => i >= poisonFrom;
  const shown: Bars = poisonBars(bars, isPoisoned);
  const probability = Float32Array.from({ length: count }, (_, i) =>
    isPoisoned(i) ? 9 : i < 200 ? NaN : 0.5 + 0.03 * Math.sin(i / 9),
  );
  const equity = Float64Array.from({ length: count - 1000 }, (_, i) =>
    isPoisoned(i + 1000) ? 1e9 : 10_000 + i,
  );
  return makeSourceOf(shown, {
    layers,
    intervalMs,
    playhead,
    inSampleEnd: 1000,
    probability,
    trades,
    equity,
    equityFrom: 1000,
  });
}

/** What the layer called `name` draws. */
function readDrawn<Drawn>(scene: MarketScene, name: string): Drawn {
  const drawings = scene.panes.flatMap((pane) => pane.drawings);
  return drawings.find(({ layer }) => layer.name === name)?.drawn as Drawn;
}

describe('buildMarketScene', () => {
  test('is the same whatever the bars from the playhead on are', () => {
    const requests = fc.record({
      playhead: fc.integer({ min: 1, max: count }),
      start: fc.integer({ min: -50, max: count }),
      span: fc.integer({ min: 20, max: count }),
      intervalMs: fc.constantFrom(minute, 15 * minute, 60 * minute),
    });
    fc.assert(
      fc.property(requests, ({ playhead, start, span, intervalMs }) => {
        const view = { start, span };
        // All of the list, shown unless asked otherwise or not.
        const layers = chartLayers;
        const honest = makeSource(playhead, { intervalMs, layers });
        const poisoned = makeSource(playhead, { intervalMs, layers, poisonFrom: playhead });
        expect(buildMarketScene(poisoned, view, 30)).toEqual(buildMarketScene(honest, view, 30));
        expect(buildLegendRow(poisoned, start)).toEqual(buildLegendRow(honest, start));
      }),
      { numRuns: 60 },
    );
  });

  test('shows an unfinished candle made of the bars seen', () => {
    const source = makeSource(1027, { intervalMs: 15 * minute });
    const seen = countSeen(source.candles.display, source.playhead);
    const scene = buildMarketScene(source, { start: seen - 20, span: 20 }, 600);
    const columns = readDrawn<OhlcColumns>(scene, 'Price');
    const k = columns.count - 1;
    expect(columns.start + k).toBe(seen - 1);
    expect(columns.close[k]).toBe(bars.close[1026]);
    expect(readDrawn<LineColumns>(scene, 'RSI 14').count).toBe(k);
  });

  test('has no equity in a candle that began before the first bar with equity, until that was seen', () => {
    const intervalMs = 60 * minute;
    const readEquity = (playhead: number) =>
      readDrawn<{ line: LineColumns; first: number }>(
        buildMarketScene(makeSource(playhead, { intervalMs }), { start: 10, span: 20 }, 600),
        'Equity',
      );
    expect(readEquity(1000)).toMatchObject({ line: { count: 0 }, first: 1 });
    expect(readEquity(1001)).toMatchObject({ line: { count: 1 }, first: 10_000 });
  });

  test('starts equity at its first bar and stops at the playhead', () => {
    const source = makeSource(1500);
    const scene = buildMarketScene(source, { start: 900, span: 700 }, 800);
    const { line } = readDrawn<{ line: LineColumns }>(scene, 'Equity');
    expect(line).toMatchObject({ start: 1000, count: 500 });
    expect(line.min[499]).toBe(10_499);
  });

  test('marks a gap at the candle after it', () => {
    const scene = buildMarketScene(makeSource(1500), { start: 600, span: 200 }, 800);
    expect(scene.gaps).toEqual([700]);
  });

  test('draws as many columns as there are pixels, not bars', () => {
    const scene = buildMarketScene(makeSource(count), { start: 0, span: count }, 100);
    expect(scene.columns.count).toBeLessThanOrEqual(101);
    const { line } = readDrawn<{ line: LineColumns }>(scene, 'Model p');
    expect(line.count).toBeLessThanOrEqual(101);
    expect(readDrawn(scene, 'SMA 20')).toBeNull();
    expect(readDrawn(scene, 'SMA 60')).not.toBeNull();
  });

  test('has no candle before the first bar was seen', () => {
    const scene = buildMarketScene(makeSource(0), { start: -100, span: 100 }, 800);
    expect(scene.columns.count).toBe(0);
    expect(scene.newest).toBeNull();
    expect(scene.timeTicks).toEqual([]);
  });
});

test('panes follow from the layers that have something to draw', () => {
  const readPanes = (source: MarketSource) =>
    buildMarketScene(source, { start: 0, span: 100 }, 800).panes.map(({ spec }) => spec.name);
  const whole = makeSource(1500);
  expect(readPanes(whole)).toEqual(['price', 'volume', 'rsi', 'model', 'equity']);
  expect(readPanes({ ...whole, probability: null })).not.toContain('model');
  expect(readPanes({ ...whole, equity: null })).not.toContain('equity');
});

test('the probability axis shows both thresholds about 0.5', () => {
  const source = { ...makeSource(1500), thresholds: { long: 0.6, short: 0.48 } };
  const { panes } = buildMarketScene(source, { start: 1400, span: 100 }, 800);
  const { extent } = panes.find(({ spec }) => spec.name === 'model') ?? panes[0];
  expect(extent.max).toBeGreaterThan(0.6);
  expect(extent.max - 0.5).toBeCloseTo(0.5 - extent.min, 12);
});
