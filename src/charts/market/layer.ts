import type { BarIndex, BarRange } from '../../core/bars/bars';
import type { OpenLevel } from '../../core/trading/open-levels';
import { type FieldValues, type NumberField, defaultsOf } from '../../core/fields';
import type { Position, Trade } from '../../core/trading/positions';
import type { Thresholds } from '../../core/trading/strategies/strategy';
import type { ColorToken } from '../chart-theme';
import type { Ohlcv, OhlcColumns } from '../decimate';
import type { MarketCandles } from './candles';
import type { Extent, PaneSpec } from './panes';
import type { PaneStage } from './stage';

/**
 * One layer of a market chart. `src/charts/layers.ts` lists them in the order of painting; panes, axes and
 * legend are made from that list.
 */
export interface ChartLayer<Series = unknown, Drawn = unknown> {
  /** Unique; shown in the legend and at the value axis. */
  readonly name: string;
  /** Its pane, which other layers may share; panes are stacked in the order of the list. */
  readonly pane: PaneSpec;
  /** What the menu calls it; its name when left out. */
  readonly label?: string;
  /** What it shows, in a sentence, for the menu. */
  readonly meaning?: string;
  /** Whether it is drawn only where a person asks for it. */
  readonly isHidden?: boolean;
  /** Of the layers of one group exactly one is drawn: the styles of the price. */
  readonly group?: string;
  /** The numbers that a person may change, with `withValues`. */
  readonly fields?: readonly NumberField[];
  /** Returns the layer for these numbers; the entry of the list is that for the defaults. */
  withValues?(values: FieldValues): ChartLayer;
  /** Colour token of its line, or of rising candles where the colour depends on the direction. */
  readonly color: ColorToken;
  /**
   * Returns what it draws, independent of the zoom; null where the source has nothing for it: then it takes no
   * space. Called for every frame, so cache slow results with `keepPer`.
   */
  compute(source: MarketSource): Series | null;
  /** Returns at most a few values per pixel column; must read no bar at or after the playhead. */
  decimate(series: Series, window: LayerWindow): Drawn;
  /** Returns the extent that its pane must show; left out where other layers of the pane decide. */
  findExtent?(drawn: Drawn): Extent;
  paint(stage: PaneStage, drawn: Drawn): void;
  /** Returns what a click at `point` of the canvas means; null where it means nothing. */
  pick?(stage: PaneStage, drawn: Drawn, point: Point): Picked | null;
  /** Returns its values for the legend; a layer without this is not in the legend. */
  readValues?(series: Series, candle: LegendCandle | null, source: MarketSource): LegendValue[];
  /** Returns how a value of its pane is written at the crosshair; the first layer of a pane that has this decides. */
  formatValue?(value: number, drawn: Drawn, extent: Extent): string;
}

/** CSS pixels from the top left of the panes. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** What a click means: to look at some candles, or at a trade. */
export type Picked =
  | { readonly kind: 'range'; readonly range: BarRange }
  | { readonly kind: 'trade'; readonly trade: Trade };

/** What a market chart shows. Indices and arrays refer to source bars, not candles. */
export interface MarketSource {
  readonly candles: MarketCandles;
  readonly layers: readonly ChartLayer[];
  /** Bars from this one on are not drawn. */
  readonly playhead: BarIndex;
  /** Bars from this one on are not closed yet. */
  readonly closedEnd: BarIndex;
  /** Bars before this one are shaded as in sample. */
  readonly inSampleEnd: BarIndex;
  /** One per bar; NaN where the model has no full window. Null: there is no model. */
  readonly probability: Float32Array | null;
  readonly thresholds: Thresholds;
  /** In the order of their exits. */
  readonly trades: readonly Trade[];
  readonly positions: readonly Position[];
  /** Prices at which the positions would be closed now. */
  readonly levels: readonly OpenLevel[];
  /** Equity at the close of each bar from `equityFrom` on. Null: nothing is traded. */
  readonly equity: Float64Array | null;
  readonly equityFrom: BarIndex;
}

/** The visible part of a source. */
export interface LayerWindow {
  readonly source: MarketSource;
  /** Candles that have begun before the playhead. */
  readonly begun: BarRange;
  /** The complete ones among them; indicators have values only for these. */
  readonly complete: BarRange;
  /** The begun candles, `step` of them per column; the newest is made of the bars before the playhead. */
  readonly columns: OhlcColumns;
  /** Candles per column: the smallest power of two that gives no more columns than pixels. */
  readonly step: number;
  readonly candlesPerPixel: number;
}

/** The candle under the crosshair, or the newest one. */
export interface LegendCandle {
  readonly index: number;
  /** Whether all its bars lie before the playhead. */
  readonly isComplete: boolean;
  /** Made of the bars before the playhead. */
  readonly prices: Ohlcv;
  /** Digits after the point for prices of this size. */
  readonly priceDecimals: number;
}

/** One name with its value in the row above the chart. */
export interface LegendValue {
  readonly name: string;
  readonly text: string;
  /** Colour of the text; the normal text colour when left out. */
  readonly color?: ColorToken;
  /** Whether it is less prominent, and left out first where space is short. */
  readonly isMinor?: boolean;
}

/** A layer with what it draws. */
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

/** What of an entry with fields does not depend on their values. */
type Adjustable = Required<Pick<ChartLayer, 'label' | 'meaning' | 'fields'>> &
  Pick<ChartLayer, 'isHidden'>;

/** Returns an entry with fields: the layer that `create` gives for their defaults, which can be asked for other values. */
export function buildAdjustable<Name extends string>(
  entry: Adjustable & { readonly fields: readonly NumberField<Name>[] },
  create: (values: FieldValues<Name>) => ChartLayer,
): ChartLayer {
  return {
    ...create(defaultsOf(entry.fields)),
    ...entry,
    withValues: (values) => create(values as FieldValues<Name>),
  };
}

/** Returns `make` with a cache: each key's value is made once and kept as long as the key exists. */
export function keepPer<Key extends object, Value>(make: (key: Key) => Value): (key: Key) => Value {
  const kept = new WeakMap<Key, { readonly value: Value }>();
  return (key) => {
    let entry = kept.get(key);
    if (entry === undefined) kept.set(key, (entry = { value: make(key) }));
    return entry.value;
  };
}
