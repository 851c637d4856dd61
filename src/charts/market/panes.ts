import type { LineColumns } from '../decimate';

/** A horizontal strip of the chart with its own value axis; layers with the same pane share it. */
export interface PaneSpec {
  readonly name: string;
  /** Height, relative to the other panes'. */
  readonly weight: number;
}

/** Where a pane lies, in CSS pixels from the top. */
export interface Pane {
  readonly name: string;
  readonly top: number;
  readonly bottom: number;
}

/** Sizes in CSS pixels. */
export interface MarketLayout {
  /** Of everything. */
  readonly width: number;
  readonly height: number;
  /** Of the panes; the value axis has the rest. */
  readonly plotWidth: number;
  readonly plotHeight: number;
  readonly panes: readonly Pane[];
}

/** Lowest and highest value of a vertical axis; `min < max`. */
export interface Extent {
  readonly min: number;
  readonly max: number;
}

/** The pane of the candles and of everything else that is a price. */
export const pricePane: PaneSpec = { name: 'price', weight: 54 };

export const valueAxisWidth = 64;
export const timeAxisHeight = 22;
/** Height of the strip between two panes, which can be dragged; it has the legend of the lower one. */
export const paneGap = 18;

/** Returns the panes of `specs` stacked, with heights by their weights and gaps between them. */
export function layoutPanes(
  width: number,
  height: number,
  specs: readonly PaneSpec[],
): MarketLayout {
  const plotHeight = Math.max(0, height - timeAxisHeight);
  const free = Math.max(0, plotHeight - paneGap * (specs.length - 1));
  const total = specs.reduce((sum, { weight }) => sum + weight, 0);
  let top = 0;
  const panes = specs.map(({ name, weight }) => {
    const bottom = top + Math.round((free * weight) / total);
    const pane = { name, top, bottom };
    top = bottom + paneGap;
    return pane;
  });
  return { width, height, plotWidth: Math.max(0, width - valueAxisWidth), plotHeight, panes };
}

/** Returns the panes of `layers`, each once, in the order of their first layers. */
export function listPanes(layers: readonly { readonly pane: PaneSpec }[]): PaneSpec[] {
  const panes = new Map<string, PaneSpec>();
  for (const { pane } of layers) if (!panes.has(pane.name)) panes.set(pane.name, pane);
  return [...panes.values()];
}

/** Returns the smallest extent that contains all of `extents`; 0 to 1 where there is none. */
export function joinExtents(extents: readonly Extent[]): Extent {
  if (extents.length === 0) return { min: 0, max: 1 };
  return {
    min: Math.min(...extents.map(({ min }) => min)),
    max: Math.max(...extents.map(({ max }) => max)),
  };
}

/** Returns the extent of a line, with a margin of `margin` times its height on both sides; 0 to 1 without values. */
export function findLineExtent(
  { count, min, max }: Pick<LineColumns, 'count' | 'min' | 'max'>,
  margin = 0.05,
): Extent {
  let lowest = Infinity;
  let highest = -Infinity;
  for (let k = 0; k < count; k++) {
    if (min[k] < lowest) lowest = min[k];
    if (max[k] > highest) highest = max[k];
  }
  if (lowest > highest) return { min: 0, max: 1 };
  const added =
    highest > lowest ? (highest - lowest) * margin : Math.max(1e-9, Math.abs(highest) * 0.001);
  return { min: lowest - added, max: highest + added };
}
