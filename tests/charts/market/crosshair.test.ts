import { expect, test } from 'vitest';
import { readCrosshair } from '../../../src/charts/market/crosshair';
import { layoutPanes, valueAxisWidth } from '../../../src/charts/market/panes';
import { buildMarketScene } from '../../../src/charts/market/scene';
import { makeBars } from '../../core/bars/make-bars';
import { makeSource } from './make-source';

const bars = makeBars(3000);
const equity = Float64Array.from({ length: 1000 }, () => 10_000);
const source = makeSource(bars, { equity, equityFrom: 2000 });
const plotWidth = 600;
const scene = buildMarketScene(source, { start: 2900, span: 100 }, plotWidth);
const specs = scene.panes.map(({ spec }) => spec);
const layout = layoutPanes(plotWidth + valueAxisWidth, 600, specs);

/** The crosshair at a candle of the window, at a height of a pane: 0 bottom, 1 top. */
function pointAt(candle: number, name: string, height: number) {
  const { top, bottom } = layout.panes.find((pane) => pane.name === name) ?? layout.panes[0];
  const left = (candle + 0.5) * (plotWidth / 100);
  return readCrosshair(source, { scene, layout }, { left, top: bottom - height * (bottom - top) });
}

test('it names day and time of the candle', () => {
  // Bar 2950 from 1 January 00:00: 2 days are 2880 minutes, and 70 more are 01:10.
  expect(pointAt(50, 'price', 0.5).time).toBe('3 Jan 2024 01:10');
});

test('it says nothing of a time beside the candles', () => {
  const early = buildMarketScene(source, { start: -50, span: 100 }, plotWidth);
  expect(readCrosshair(source, { scene: early, layout }, { left: 10, top: 50 }).time).toBe('');
});

test('it reads the value of the pane that it is in', () => {
  expect(pointAt(50, 'rsi', 0.7).value).toBe('70');
  const { extent } = scene.panes[0];
  expect(Number(pointAt(50, 'price', 0).value.replaceAll(',', ''))).toBeCloseTo(extent.min, 1);
});

test('equity is told as a change, and its axis shows at least 1%', () => {
  // Level at 10,000: the axis reaches from -0.5% to +0.5%.
  expect(pointAt(50, 'equity', 0.5).value).toBe('0.00%');
  expect(pointAt(50, 'equity', 1).value).toBe('+0.50%');
});

test('between panes there is no value', () => {
  const [{ bottom }] = layout.panes;
  expect(readCrosshair(source, { scene, layout }, { left: 50, top: bottom + 5 }).value).toBe('');
});
