import type { ChartSettings } from '../../core/chart-settings';
import { type FieldValues, defaultsOf, findFieldProblem } from '../../core/fields';
import type { ChartLayer } from './layer';
import { listPanes, pricePane } from './panes';

/**
 * Returns the layers of the list that are shown, with the numbers, the order of panes and the heights that a person chose. A number
 * that its field does not allow is the default.
 */
export function chooseLayers(
  layers: readonly ChartLayer[],
  settings: ChartSettings,
): readonly ChartLayer[] {
  const order = orderPanes(layers, settings);
  return layers
    .filter((layer) => isShown(layers, layer, settings))
    .map((layer) => withWeight(withChosenValues(layer, settings), settings))
    .sort((a, b) => order.indexOf(a.pane.name) - order.indexOf(b.pane.name));
}

/** Returns whether a layer is shown; of a group that is always one. */
export function isShown(
  layers: readonly ChartLayer[],
  layer: ChartLayer,
  { shown }: ChartSettings,
): boolean {
  const isWanted = ({ name, isHidden = false }: ChartLayer) => shown[name] ?? !isHidden;
  if (layer.group === undefined) return isWanted(layer);
  const group = layers.filter((other) => other.group === layer.group);
  return layer === (group.find(isWanted) ?? group[0]);
}

/** Returns the numbers of a layer's fields. */
export function valuesOf({ name, fields = [] }: ChartLayer, settings: ChartSettings): FieldValues {
  const values = { ...defaultsOf(fields), ...settings.values[name] };
  return findFieldProblem(fields, values) === undefined ? values : defaultsOf(fields);
}

/** Returns the names of all panes, the price first, then as a person ordered them. */
export function orderPanes(layers: readonly ChartLayer[], { order }: ChartSettings): string[] {
  const names = listPanes(layers).map(({ name }) => name);
  const rank = (name: string): number => {
    if (name === pricePane.name) return -1;
    const place = order.indexOf(name);
    return place === -1 ? order.length + names.indexOf(name) : place;
  };
  return names.sort((a, b) => rank(a) - rank(b));
}

/** Returns what a pane is called: as the first layer in it. */
export function namePane(layers: readonly ChartLayer[], pane: string): string {
  const layer = layers.find((each) => each.pane.name === pane);
  return layer?.label ?? layer?.name ?? pane;
}

const made = new WeakMap<ChartLayer, { readonly key: string; readonly layer: ChartLayer }>();

/** The same layer for the same numbers, so that what it has computed is kept. */
function withChosenValues(layer: ChartLayer, settings: ChartSettings): ChartLayer {
  if (layer.withValues === undefined) return layer;
  const values = valuesOf(layer, settings);
  const key = JSON.stringify(Object.entries(values));
  const kept = made.get(layer);
  if (kept?.key === key) return kept.layer;
  const adjusted = layer.withValues(values);
  made.set(layer, { key, layer: adjusted });
  return adjusted;
}

function withWeight(layer: ChartLayer, { weights }: ChartSettings): ChartLayer {
  const { name } = layer.pane;
  return name in weights ? { ...layer, pane: { name, weight: weights[name] } } : layer;
}
