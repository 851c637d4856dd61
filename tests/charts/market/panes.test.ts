import { expect, test } from 'vitest';
import { layoutPanes, timeAxisHeight, valueAxisWidth } from '../../../src/charts/market/panes';

test('panes are stacked without overlap and leave room for both axes', () => {
  const layout = layoutPanes(800, 600, ['price', 'volume', 'rsi', 'model', 'equity']);
  expect(layout.plotWidth).toBe(800 - valueAxisWidth);
  layout.panes.slice(1).forEach((pane, i) => {
    expect(pane.top).toBeGreaterThan(layout.panes[i].bottom);
  });
  const bottom = layout.panes.at(-1)?.bottom ?? NaN;
  expect(Math.abs(bottom - (600 - timeAxisHeight))).toBeLessThanOrEqual(5);
});

test('without the other panes the price has their room', () => {
  const [price] = layoutPanes(800, 600, ['price']).panes;
  expect(price).toEqual({ name: 'price', top: 0, bottom: 600 - timeAxisHeight });
});
