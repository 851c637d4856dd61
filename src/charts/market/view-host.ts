import type { BarIndex } from '../../core/bars/bars';
import type { CandleSet } from './candles';
import type { Crosshair } from './crosshair';
import type { MarketSource } from './layer';
import type { LegendRow } from './legend';
import type { PressHost } from './press-tools';
import type { PriceScale } from './price-scale';

/** What is in view, for what stands beside the chart. */
export interface ShownWindow {
  /** Source bars at the edges, as fractions; before the first and after the last where there is room. */
  readonly from: number;
  readonly to: number;
  /** Length of the candles that are drawn. */
  readonly intervalMs: number;
}

/** What a market view reads from its component, and the callbacks that it calls. */
export interface MarketViewHost extends Pick<
  PressHost,
  'readLines' | 'onlines' | 'onmode' | 'ontrade'
> {
  readonly readSource: () => MarketSource;
  readonly readCandleSet: () => CandleSet;
  /** Number of candles that are visible at first, and after a reset. */
  readonly readFirstSpan: () => number;
  readonly onlegend: (row: LegendRow) => void;
  /** What the crosshair points at; null where it is not over the chart. */
  readonly oncrosshair: (crosshair: Crosshair | null) => void;
  readonly onwindow: (shown: ShownWindow) => void;
  /** Called with the source bar of a click. */
  readonly onbar: (index: BarIndex) => void;
  readonly oninterval: (intervalMs: number) => void;
  readonly onscale: (scale: PriceScale) => void;
}
