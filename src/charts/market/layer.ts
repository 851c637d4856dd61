import type { BarIndex, BarRange } from '../../core/bars/bars';
import type { Position, Trade } from '../../core/trading/positions';
import type { Thresholds } from '../../core/trading/strategies/strategy';
import type { ColorToken } from '../chart-theme';
import type { Ohlcv, OhlcColumns } from '../decimate';
import type { MarketCandles } from './candles';
import type { Extent, PaneSpec } from './panes';
import type { PaneStage } from './stage';

/**
 * One thing that a market chart draws. `src/charts/layers.ts` lists them in the order of painting;
 * panes, axes, legend and picture follow from that list.
 */
export interface ChartLayer<Series = unknown, Drawn = unknown> {
  /** Unique; what the legend and the value axis call it. */
  readonly name: string;
  /** Its own pane or, with others, a common one; panes are stacked in the order of the list. */
  readonly pane: PaneSpec;
  /** Colour token of its line; of rising candles where it has a colour for each direction. */
  readonly color: ColorToken;
  /**
   * Returns what it draws at any zoom; null where the source has nothing for it, and it takes no room.
   * Called for every frame: results that take long are kept with `keepPer`.
   */
  compute(source: MarketSource): Series | null;
  /** Returns at most a few values a pixel column; reads no bar at or after the playhead. */
  decimate(series: Series, window: LayerWindow): Drawn;
  /** Returns what its pane must show; a layer without it leaves the axis to the others of its pane. */
  findExtent?(drawn: Drawn): Extent;
  paint(stage: PaneStage, drawn: Drawn): void;
  /** Returns what the legend says; a layer without it is not in the legend. */
  readValues?(series: Series, candle: LegendCandle | null): LegendValue[];
}

/** What a market chart shows. Indices and arrays speak of source bars, not of candles. */
export interface MarketSource {
  readonly candles: MarketCandles;
  readonly layers: readonly ChartLayer[];
  /** Bars from here on have not been seen and are not drawn. */
  readonly playhead: BarIndex;
  /** Bars before this one are shaded as in sample. */
  readonly inSampleEnd: BarIndex;
  /** One a bar; NaN where the model has no full window. Null: there is no model. */
  readonly probability: Float32Array | null;
  readonly thresholds: Thresholds;
  /** In the order of their exits. */
  readonly trades: readonly Trade[];
  readonly positions: readonly Position[];
  /** Equity at the close of each bar from `equityFrom` on. Null: nothing is traded. */
  readonly equity: Float64Array | null;
  readonly equityFrom: BarIndex;
}

/** The part of a source that is in sight. */
export interface LayerWindow {
  readonly source: MarketSource;
  /** Candles that have begun before the playhead. */
  readonly begun: BarRange;
  /** Those of them that are complete: only for these has an indicator a value. */
  readonly complete: BarRange;
  /** The begun candles, `step` of them to a column; the newest one is made of the bars seen. */
  readonly columns: OhlcColumns;
  /** Candles of a column: the smallest power of two with no more columns than pixels. */
  readonly step: number;
  readonly candlesPerPixel: number;
}

/** The candle under the crosshair, or the newest one. */
export interface LegendCandle {
  readonly index: number;
  /** Whether all its bars have been seen. */
  readonly isComplete: boolean;
  /** Made of the bars seen. */
  readonly prices: Ohlcv;
  /** Digits after the point that prices of this size are written with. */
  readonly priceDecimals: number;
}

/** One name with its value in the row above the chart. */
export interface LegendValue {
  readonly name: string;
  readonly text: string;
  /** Colour of the text where it is not the plain one. */
  readonly color?: ColorToken;
  /** Set lighter, its name coloured too, and left out first where room is short. */
  readonly isMinor?: boolean;
}

/** A layer that has something to draw, with that. */
export interface ComputedLayer {
  readonly layer: ChartLayer;
  readonly series: unknown;
}

/** Returns the layers of `source` that have something to draw. */
export function computeLayers(source: MarketSource): ComputedLayer[] {
  return source.layers
    .map((layer) => ({ layer, series: layer.compute(source) }))
    .filter(({ series }) => series !== null);
}

/** Returns `make` as a function that makes each key's value once and keeps it as long as the key. */
export function keepPer<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const kept = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let entry = kept.get(key);
    if (entry === undefined) kept.set(key, (entry = { value: make(key) }));
    return entry.value;
  };
}
