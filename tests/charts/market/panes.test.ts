import { expect, test } from 'vitest';
import {
  findLineExtent,
  joinExtents,
  layoutPanes,
  pricePane,
  timeAxisHeight,
  valueAxisWidth,
} from '../../../src/charts/market/panes';

test('panes are stacked without overlap and leave room for both axes', () => {
  const others = ['volume', 'rsi', 'model', 'equity'].map((name) => ({ name, weight: 11 }));
  const layout = layoutPanes(800, 600, [pricePane, ...others]);
  expect(layout.plotWidth).toBe(800 - valueAxisWidth);
  layout.panes.slice(1).forEach((pane, i) => {
    expect(pane.top).toBeGreaterThan(layout.panes[i].bottom);
  });
  const bottom = layout.panes.at(-1)?.bottom ?? NaN;
  expect(Math.abs(bottom - (600 - timeAxisHeight))).toBeLessThanOrEqual(5);
});

test('without the other panes the price has their room', () => {
  const [price] = layoutPanes(800, 600, [pricePane]).panes;
  expect(price).toEqual({ name: 'price', top: 0, bottom: 600 - timeAxisHeight });
});

test('an axis holds what all layers of its pane show', () => {
  const line = { count: 2, min: Float64Array.of(10, NaN), max: Float64Array.of(30, NaN) };
  const extents = [findLineExtent(line, 0.05), { min: 20, max: 50 }];
  expect(joinExtents(extents)).toEqual({ min: 9, max: 50 });
  expect(joinExtents([])).toEqual({ min: 0, max: 1 });
});
