import { expect, test, vi } from 'vitest';
import { chartLayers } from '../../src/charts/layers';
import MarketChart from '../../src/charts/MarketChart.svelte';
import { paintMarket } from '../../src/charts/market/paint';
import { layoutPanes } from '../../src/charts/market/panes';
import { buildMarketScene } from '../../src/charts/market/scene';
import type { ChartTheme } from '../../src/charts/chart-theme';
import { makeSource } from '../charts/market/make-source';
import { makeBars } from '../core/bars/make-bars';
import { readText, renderMarkup } from '../ui/views/live/render';

// The line that registers it.
vi.mock('../../src/charts/layers', async (load: () => Promise<{ chartLayers: unknown[] }>) => {
  const { range } = await import('./range-layer');
  return { chartLayers: [...(await load()).chartLayers, range] };
});

const bars = makeBars(300);

test('a layer of one file has a pane of its own', () => {
  const scene = buildMarketScene(makeSource(bars), { start: 100, span: 100 }, 800);
  expect(scene.panes.map(({ spec }) => spec.name)).toEqual(['price', 'volume', 'rsi', 'range']);
  const { extent } = scene.panes[3];
  expect(extent.max).toBeGreaterThan(extent.min);
});

test('it has a name and a value in the legend', () => {
  const markup = renderMarkup(MarketChart, { bars, playhead: 300 });
  const digits = bars.high[299] >= 100 ? 2 : 4;
  const expected = (bars.high[299] - bars.low[299]).toFixed(digits);
  expect(readText(markup)).toContain(`Range ${expected}`);
});

test('it is painted in its colour, in its pane alone', () => {
  const scene = buildMarketScene(makeSource(bars), { start: 100, span: 100 }, 800);
  const layout = layoutPanes(
    864,
    600,
    scene.panes.map(({ spec }) => spec),
  );
  const { context, points } = recordLines('warn');
  const theme = new Proxy({}, { get: (_theme, token) => token }) as ChartTheme;
  paintMarket(context, { scene, layout, theme }, 1);
  expect(points).toHaveLength(100);
  const { top, bottom } = layout.panes[3];
  expect(points.every(({ y }) => y > top && y < bottom)).toBe(true);
});

test('names of layers are unique, or the legend would mix them up', () => {
  const names = chartLayers.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

/** A canvas that takes everything and remembers the points of lines stroked in `color`. */
function recordLines(color: string) {
  const points: { x: number; y: number }[] = [];
  let path: typeof points = [];
  const methods: Record<string, unknown> = {
    measureText: () => ({ width: 40 }),
    beginPath: () => (path = []),
    moveTo: (x: number, y: number) => path.push({ x, y }),
    lineTo: (x: number, y: number) => path.push({ x, y }),
    stroke: () => fields.strokeStyle === color && points.push(...path),
  };
  const fields: Record<string, unknown> = {};
  const context = new Proxy(fields, {
    get: (_fields, name: string) => methods[name] ?? (() => undefined),
  }) as unknown as CanvasRenderingContext2D;
  return { context, points };
}
