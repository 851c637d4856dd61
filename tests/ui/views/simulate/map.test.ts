import { describe, expect, test } from 'vitest';
import { performanceMetrics } from '../../../../src/core/metrics/list';
import type { PerformanceMetric } from '../../../../src/core/metrics/performance-metric';
import { findBestCell } from '../../../../src/core/trading/map/best-cell';
import { layOutMap, type SettingsMap } from '../../../../src/core/trading/map/map-settings';
import { defaultTradingSettings } from '../../../../src/core/trading/settings';
import {
  describeCell,
  describeFigures,
  judgeBest,
  listMapMetrics,
  shadeCells,
} from '../../../../src/ui/views/simulate/tools/map/map-text';
import MapPicture from '../../../../src/ui/views/simulate/tools/map/MapPicture.svelte';
import { readText, renderMarkup } from '../live/render';

const grid = layOutMap({
  settings: defaultTradingSettings,
  x: { path: 'strategy.long', from: 0.5, to: 0.52, steps: 2 },
  y: { path: 'strategy.short', from: 0.48, to: 0.5, steps: 2 },
});

/** Cells (long, short): (0.5, 0.48), (0.52, 0.48); (0.5, 0.5), which cannot be; (0.52, 0.5). */
function mapOf(pnl: readonly number[]): SettingsMap {
  const none = Object.fromEntries(
    performanceMetrics.map(({ name }) => [name, new Float64Array(4).fill(NaN)]),
  );
  return {
    isPossible: Uint8Array.of(1, 1, 0, 1),
    figures: {
      ...none,
      pnl: Float64Array.from(pnl),
      trades: Float64Array.of(40, 20, NaN, 30),
      tradingDays: Float64Array.of(14, 14, NaN, 14),
    },
  };
}
const find = (name: string) =>
  performanceMetrics.find((one) => one.name === name) as PerformanceMetric;

describe('a map of settings', () => {
  test('colours gains and losses each by a scale of its own, and a count from its lowest to its highest', () => {
    const map = mapOf([-200, 10, NaN, 5]);
    const gains = shadeCells(map, find('pnl'));
    expect([...gains.strength]).toEqual([-1, 1, NaN, 0.5]);
    expect([gains.low, gains.high, gains.isSigned]).toEqual([-200, 10, true]);
    const counts = shadeCells(map, find('trades'));
    expect([...counts.strength]).toEqual([1, 0.08, NaN, 0.08 + 0.92 / 2]);
    expect(counts.isSigned).toBe(false);
  });

  test('offers net P/L, Sharpe, trades and break-even cost, then all that differ', () => {
    const names = listMapMetrics(mapOf([1, 2, NaN, 3])).map(({ name }) => name);
    expect(names).toEqual(['pnl', 'trades', 'sharpe', 'breakEvenBps']);
  });

  test('says a cell in words, with figures that have enough days', () => {
    const map = mapOf([-200, 10, NaN, 5]);
    expect(describeCell(grid, 1)).toBe('Long threshold 0.52, short threshold 0.48');
    const figures = describeFigures(map, 1, find('pnl'));
    expect(figures).toContain('P/L +$10.00 · Total trades 20 · Sharpe from 30 days on');
    expect(describeFigures(map, 2, find('pnl'))).toBe('cannot be');
  });

  test('says plateau or lucky cell with its number', () => {
    const judge = (pnl: readonly number[]) =>
      judgeBest(findBestCell(mapOf(pnl), 'pnl', 2), find('pnl'));
    // The two neighbours of 10 have 8 and 6: a median of 7.
    expect(judge([8, 10, NaN, 6])).toMatch(/^Plateau: the best P\/L is \+\$10\.00, .* 70% of it/);
    expect(judge([-8, 10, NaN, 6])).toMatch(/^Lucky cell: .* their median is −10% of it/);
    expect(judge([-8, -10, NaN, -6])).toBe('No cell has a P/L above 0; the best one has −$6.00.');
  });

  test('is a picture with a legend, whose blank cell is explained', () => {
    const markup = renderMarkup(MapPicture as never, {
      grid,
      map: mapOf([-200, 10, NaN, 5]),
      metric: find('pnl'),
      best: 1,
      current: 1,
      disabled: false,
      onUse: () => undefined,
    });
    expect(markup).toContain('aria-label="P/L by Long threshold and Short threshold"');
    expect([...markup.matchAll(/<rect class="(\w+)/g)].map(([, kind]) => kind)).toEqual([
      'fall',
      'rise',
      'blank',
      'rise',
      'mark',
      'mark',
    ]);
    const text = readText(markup);
    expect(text).toContain('−$200.00 0 +$10.00 best cell settings in force cannot be');
    expect(text).toContain('0.5 0.52');
  });
});
