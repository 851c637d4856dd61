import * as v from 'valibot';
import { expect, test } from 'vitest';
import { chartLayers } from '../../../src/charts/layers';
import { chooseLayers, isShown, orderPanes } from '../../../src/charts/market/choose-layers';
import {
  changeValue,
  hidePane,
  minPaneHeight,
  movePane,
  moveSeparator,
  resetSeparator,
  showLayer,
} from '../../../src/charts/market/edit-settings';
import { layoutPanes, listPanes } from '../../../src/charts/market/panes';
import { findFieldProblem } from '../../../src/core/fields';
import {
  type ChartSettings,
  chartSettingsSchema,
  defaultChartSettings as initial,
} from '../../../src/core/chart-settings';
import { makeBars } from '../../core/bars/make-bars';
import { makeSource } from './make-source';

const find = (name: string) => chartLayers.find((layer) => layer.name === name) ?? chartLayers[0];
const choose = (settings: ChartSettings) => chooseLayers(chartLayers, settings);
const namesOf = (settings: ChartSettings) => choose(settings).map(({ name }) => name);
const panesOf = (settings: ChartSettings) => listPanes(choose(settings));

test('at first the chart is as it always was', () => {
  expect(namesOf(initial)).toEqual([
    ...['Price', 'SMA 20', 'SMA 60', 'Trades', 'Stops and targets', 'Last price', 'Volume'],
    ...['RSI 14', 'Model p', 'Equity'],
  ]);
});

test('of the styles of the price exactly one is shown, whatever is stored', () => {
  const styles = chartLayers.filter(({ group }) => group === 'price');
  const countShown = (settings: ChartSettings) =>
    styles.filter((layer) => isShown(chartLayers, layer, settings)).length;
  for (const style of styles) {
    const chosen = showLayer(chartLayers, initial, style, true);
    expect(isShown(chartLayers, style, chosen)).toBe(true);
    expect(countShown(chosen)).toBe(1);
  }
  const all = (value: boolean) => Object.fromEntries(styles.map(({ name }) => [name, value]));
  expect(countShown({ ...initial, shown: all(false) })).toBe(1);
  expect(countShown({ ...initial, shown: all(true) })).toBe(1);
});

test('a changed number changes the layer, its name and nothing else', () => {
  const changed = changeValue(initial, find('SMA 20'), 'length', 33);
  expect(namesOf(changed)).toContain('SMA 33');
  expect(namesOf(changed)).not.toContain('SMA 20');
  expect(namesOf(changed)).toHaveLength(namesOf(initial).length);
});

test('the same numbers give the same layer, which keeps what it has computed', () => {
  const changed = changeValue(initial, find('SMA 20'), 'length', 33);
  const pick = (settings: ChartSettings) => choose(settings).find(({ name }) => name === 'SMA 33');
  expect(pick(changed)).toBe(pick(hidePane(chartLayers, changed, 'volume')));
});

test('a stored number that its field does not allow is the default', () => {
  const broken = { ...initial, values: { 'SMA 20': { length: -4 } } };
  expect(namesOf(broken)).toEqual(namesOf(initial));
});

test('a hidden pane takes no room, and another order changes the order of panes alone', () => {
  const names = (settings: ChartSettings) => panesOf(settings).map(({ name }) => name);
  expect(names(hidePane(chartLayers, initial, 'rsi'))).toEqual([
    ...['price', 'volume', 'model', 'equity'],
  ]);
  const moved = movePane(chartLayers, initial, 'equity', -1);
  expect(names(moved)).toEqual(['price', 'volume', 'rsi', 'equity', 'model']);
  expect(namesOf(moved).slice(0, 5)).toEqual(namesOf(initial).slice(0, 5));
});

test('the price stays on top, and the ends of the order hold', () => {
  expect(orderPanes(chartLayers, { ...initial, order: ['equity', 'price'] })[0]).toBe('price');
  expect(movePane(chartLayers, initial, 'volume', -1)).toBe(initial);
  expect(movePane(chartLayers, initial, 'equity', 1)).toBe(initial);
});

test('a separator moves the line between two panes, not the others, and keeps both in sight', () => {
  const draw = (settings: ChartSettings) => {
    const specs = panesOf(settings);
    return { specs, panes: layoutPanes(800, 600, specs).panes };
  };
  const before = draw(initial);
  const moved = moveSeparator(initial, before, 0, -40);
  const after = draw(moved);
  expect(Math.abs(after.panes[0].bottom - (before.panes[0].bottom - 40))).toBeLessThanOrEqual(1);
  expect(Math.abs(after.panes[1].bottom - before.panes[1].bottom)).toBeLessThanOrEqual(1);
  expect(after.panes[3]).toEqual(before.panes[3]);
  const { panes } = draw(moveSeparator(initial, before, 0, 10_000));
  expect(panes[1].bottom - panes[1].top).toBeGreaterThanOrEqual(minPaneHeight - 1);
  expect(resetSeparator(moved, before.specs[0], before.specs[1])).toEqual(initial);
});

test('what is chosen survives storage', () => {
  const chosen = movePane(
    chartLayers,
    changeValue(showLayer(chartLayers, initial, find('MACD'), true), find('MACD'), 'fast', 8),
    'macd',
    -1,
  );
  expect(v.parse(chartSettingsSchema, JSON.parse(JSON.stringify(chosen)))).toEqual(chosen);
});

test.each(chartLayers.map((layer) => [layer.name, layer] as const))(
  '%s keeps to the list: fields with allowed defaults, values for any of them, the same after a change and back',
  (_name, layer) => {
    const { fields = [], withValues, meaning } = layer;
    expect(meaning, 'a sentence for the menu').toMatch(/\.$/);
    expect(withValues === undefined).toBe(fields.length === 0);
    const source = makeSource(makeBars(300));
    for (const end of ['min', 'max', 'default'] as const) {
      const values = Object.fromEntries(fields.map((field) => [field.name, field[end]]));
      expect(findFieldProblem(fields, values)).toBeUndefined();
      expect(() => withValues?.(values).compute(source)).not.toThrow();
    }
  },
);
