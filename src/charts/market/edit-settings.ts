import type { ChartSettings } from '../../core/chart-settings';
import { orderPanes, valuesOf } from './choose-layers';
import type { ChartLayer } from './layer';
import { type Pane, type PaneSpec, pricePane } from './panes';

/** The least height of a pane, in CSS pixels. */
export const minPaneHeight = 24;

/** Returns the settings with a layer shown or hidden; of a group, the others are hidden with it. */
export function showLayer(
  layers: readonly ChartLayer[],
  settings: ChartSettings,
  layer: ChartLayer,
  isShown: boolean,
): ChartSettings {
  const group = layers.filter(({ group: name }) => name !== undefined && name === layer.group);
  const others = group.map(({ name }) => [name, false] as const);
  return {
    ...settings,
    shown: { ...settings.shown, ...Object.fromEntries(others), [layer.name]: isShown },
  };
}

/** Returns the settings without the layers of a pane. */
export function hidePane(
  layers: readonly ChartLayer[],
  settings: ChartSettings,
  pane: string,
): ChartSettings {
  const hidden = layers.filter((layer) => layer.pane.name === pane);
  const shown = Object.fromEntries(hidden.map(({ name }) => [name, false]));
  return { ...settings, shown: { ...settings.shown, ...shown } };
}

/** Returns the settings with one number of a layer changed. */
export function changeValue(
  settings: ChartSettings,
  layer: ChartLayer,
  field: string,
  value: number,
): ChartSettings {
  const values = { ...valuesOf(layer, settings), [field]: value };
  return { ...settings, values: { ...settings.values, [layer.name]: values } };
}

/** Returns the settings with a pane `by` places lower (higher when negative); the price stays on top. */
export function movePane(
  layers: readonly ChartLayer[],
  settings: ChartSettings,
  pane: string,
  by: 1 | -1,
): ChartSettings {
  const order = orderPanes(layers, settings).filter((name) => name !== pricePane.name);
  const from = order.indexOf(pane);
  const to = from + by;
  if (from === -1 || to < 0 || to >= order.length) return settings;
  [order[from], order[to]] = [order[to], order[from]];
  return { ...settings, order };
}

/**
 * Returns the settings with the line between pane `index` and the next one `pixels` lower (higher when negative); both keep their least
 * height, and the others their heights.
 */
export function moveSeparator(
  settings: ChartSettings,
  { panes, specs }: { readonly panes: readonly Pane[]; readonly specs: readonly PaneSpec[] },
  index: number,
  pixels: number,
): ChartSettings {
  const [upper, lower] = [index, index + 1].map((at) => panes[at].bottom - panes[at].top);
  const both = upper + lower;
  const height = Math.min(both - minPaneHeight, Math.max(minPaneHeight, upper + pixels));
  if (!(both > 0) || height < minPaneHeight) return settings;
  const [above, below] = [specs[index], specs[index + 1]];
  const weight = above.weight + below.weight;
  return {
    ...settings,
    weights: {
      ...settings.weights,
      [above.name]: (weight * height) / both,
      [below.name]: (weight * (both - height)) / both,
    },
  };
}

/** Returns the settings with the heights of two panes as the list of layers says. */
export function resetSeparator(
  settings: ChartSettings,
  above: PaneSpec,
  below: PaneSpec,
): ChartSettings {
  const kept = Object.entries(settings.weights).filter(
    ([name]) => name !== above.name && name !== below.name,
  );
  return { ...settings, weights: Object.fromEntries(kept) };
}
