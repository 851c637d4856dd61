/** The charts that are stacked over one time axis, top first. */
export type PaneName = 'price' | 'volume' | 'rsi' | 'model' | 'equity';

/** Where a pane lies, in CSS pixels from the top. */
export interface Pane {
  readonly name: PaneName;
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

export const valueAxisWidth = 64;
export const timeAxisHeight = 22;
const paneGap = 14;

const weights: Readonly<Record<PaneName, number>> = {
  price: 54,
  volume: 11,
  rsi: 11,
  model: 11,
  equity: 10,
};

/** Returns the panes of `names` stacked by their weights, with a gap between each two. */
export function layoutPanes(
  width: number,
  height: number,
  names: readonly PaneName[],
): MarketLayout {
  const plotHeight = Math.max(0, height - timeAxisHeight);
  const free = Math.max(0, plotHeight - paneGap * (names.length - 1));
  const total = names.reduce((sum, name) => sum + weights[name], 0);
  let top = 0;
  const panes = names.map((name) => {
    const bottom = top + Math.round((free * weights[name]) / total);
    const pane = { name, top, bottom };
    top = bottom + paneGap;
    return pane;
  });
  return { width, height, plotWidth: Math.max(0, width - valueAxisWidth), plotHeight, panes };
}
