import { expect, test } from 'vitest';
import {
  followNewest,
  minSpan,
  panViewport,
  zoomViewport,
} from '../../../src/charts/market/viewport';

const view = { start: 400, span: 200 };

test('following puts the newest candle just inside the right edge', () => {
  const { start, span } = followNewest(1000, 180);
  expect(start + span).toBe(1001);
  expect(span).toBe(180);
});

test('zooming keeps the candle under the anchor where it is', () => {
  const zoomed = zoomViewport(view, 2, 0.25, 1000);
  expect(zoomed.span).toBe(100);
  expect(zoomed.start + 0.25 * zoomed.span).toBe(view.start + 0.25 * view.span);
});

test('zooming stops at the fewest candles and at all of them', () => {
  expect(zoomViewport(view, 1e6, 0.5, 1000).span).toBe(minSpan);
  expect(zoomViewport(view, 1e-6, 0.5, 1000).span).toBe(1001);
});

test('panning never loses the candles from sight', () => {
  const left = panViewport(view, -1e9, 1000);
  const right = panViewport(view, 1e9, 1000);
  expect(left.start + left.span).toBeGreaterThan(0);
  expect(left.start).toBeLessThanOrEqual(0);
  expect(right.start).toBeLessThan(1000);
  expect(right.start).toBeGreaterThan(900);
});

test('panning moves by the candles asked for', () => {
  expect(panViewport(view, -30, 1000)).toEqual({ start: 370, span: 200 });
});
