import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { layerLine } from '../../../src/charts/decimate';
import { buildLegendRow } from '../../../src/charts/market/market-legend';
import { buildMarketScene, countSeen } from '../../../src/charts/market/market-scene';
import { type MarketSource, buildMarketCandles } from '../../../src/charts/market/market-source';
import type { Bars } from '../../../src/core/bars/bars';
import { makeBars, poisonBars } from '../../core/bars/make-bars';
import { makeTrade } from '../make-trade';

const minute = 60_000;
const count = 2000;
const bars = makeBars(count, { missing: [700, 701, 702] });
const trades = Array.from({ length: 60 }, (_, i) => makeTrade(1000 + i * 15, 1010 + i * 15));

/** A source whose values at and after `poisonFrom` come from another world. */
function makeSource(
  playhead: number,
  { intervalMs = minute, poisonFrom = Infinity } = {},
): MarketSource {
  const isPoisoned = (i: number): boolean => i >= poisonFrom;
  const shown: Bars = poisonBars(bars, isPoisoned);
  const probability = Float32Array.from({ length: count }, (_, i) =>
    isPoisoned(i) ? 9 : i < 200 ? NaN : 0.5 + 0.03 * Math.sin(i / 9),
  );
  const equity = Float64Array.from({ length: count - 1000 }, (_, i) =>
    isPoisoned(i + 1000) ? 1e9 : 10_000 + i,
  );
  return {
    candles: buildMarketCandles(shown, intervalMs),
    playhead,
    inSampleEnd: 1000,
    probability: layerLine(probability),
    thresholds: { long: 0.52, short: 0.48 },
    trades,
    positions: [],
    equity,
    equityFrom: 1000,
  };
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
        const honest = makeSource(playhead, { intervalMs });
        const poisoned = makeSource(playhead, { intervalMs, poisonFrom: playhead });
        expect(buildMarketScene(poisoned, view, 30, 300)).toEqual(
          buildMarketScene(honest, view, 30, 300),
        );
        expect(buildLegendRow(poisoned, start)).toEqual(buildLegendRow(honest, start));
      }),
      { numRuns: 60 },
    );
  });

  test('shows an unfinished candle made of the bars seen', () => {
    const source = makeSource(1027, { intervalMs: 15 * minute });
    const seen = countSeen(source);
    const scene = buildMarketScene(source, { start: seen - 20, span: 20 }, 600, 300);
    const k = scene.candles.count - 1;
    expect(scene.candles.start + k).toBe(seen - 1);
    expect(scene.candles.close[k]).toBe(bars.close[1026]);
    expect(scene.rsi14.count).toBe(k);
  });

  test('starts equity at its first bar and stops at the playhead', () => {
    const source = makeSource(1500);
    const { equity } = buildMarketScene(source, { start: 900, span: 700 }, 800, 300);
    expect(equity).toMatchObject({ start: 1000, count: 500 });
    expect(equity?.min[499]).toBe(10_499);
  });

  test('marks a gap at the candle after it', () => {
    const scene = buildMarketScene(makeSource(1500), { start: 600, span: 200 }, 800, 300);
    expect(scene.gaps).toEqual([700]);
  });

  test('draws as many columns as there are pixels, not bars', () => {
    const scene = buildMarketScene(makeSource(count), { start: 0, span: count }, 100, 300);
    expect(scene.candles.count).toBeLessThanOrEqual(101);
    expect(scene.probability?.count).toBeLessThanOrEqual(101);
    expect(scene.sma20).toBeNull();
    expect(scene.sma60).not.toBeNull();
  });

  test('has no candle before the first bar was seen', () => {
    const scene = buildMarketScene(makeSource(0), { start: -100, span: 100 }, 800, 300);
    expect(scene.candles.count).toBe(0);
    expect(scene.newest).toBeNull();
    expect(scene.timeTicks).toEqual([]);
  });
});

test('the probability axis shows both thresholds about 0.5', () => {
  const { probabilityExtent } = buildMarketScene(
    { ...makeSource(1500), thresholds: { long: 0.6, short: 0.48 } },
    { start: 1400, span: 100 },
    800,
    300,
  );
  expect(probabilityExtent.max).toBeGreaterThan(0.6);
  expect(probabilityExtent.max - 0.5).toBeCloseTo(0.5 - probabilityExtent.min, 12);
});
