/** Milliseconds since 1970-01-01T00:00:00Z. */
export type EpochMs = number & { readonly brand?: 'EpochMs' };

/** Position of a bar within one `Bars`, from 0. */
export type BarIndex = number & { readonly brand?: 'BarIndex' };

/** Half-open range of bar positions: `start` is in, `end` is not. */
export interface BarRange {
  readonly start: BarIndex;
  readonly end: BarIndex;
}

/**
 * Validated OHLCV bars of one symbol, columnar: every array has one float64 value a bar.
 *
 * `openTime` strictly increases by multiples of `intervalMs`; where it steps by more than one
 * interval there is a gap, and no bar is invented to fill it. Prices are positive and
 * `low <= open, close <= high`. Feeds validate once (`validateBars`); everything else trusts it.
 */
export interface Bars {
  readonly intervalMs: number;
  readonly openTime: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Base asset traded; 0 is legitimate. */
  readonly volume: Float64Array;
  readonly quoteVolume?: Float64Array;
  readonly tradeCount?: Float64Array;
  /** Part of `volume` that was bought by takers. */
  readonly takerBuyBase?: Float64Array;
  /** Part of `quoteVolume` that was bought by takers. */
  readonly takerBuyQuote?: Float64Array;
  /** Further numeric columns of the source, by their name there. */
  readonly extras?: Readonly<Record<string, Float64Array>>;
}

/** The columns that every `Bars` has, in their order. */
export const requiredColumns = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const;

/** The columns that a source may lack, in their order. */
export const optionalColumns = [
  'quoteVolume',
  'tradeCount',
  'takerBuyBase',
  'takerBuyQuote',
] as const;

export type RequiredColumn = (typeof requiredColumns)[number];
export type OptionalColumn = (typeof optionalColumns)[number];
export type BarColumn = RequiredColumn | OptionalColumn;

/** Number of bars. */
export function countBars(bars: Bars): number {
  return bars.openTime.length;
}

/** Whether the source told how much takers bought, which `taker_buy_ratio` needs. */
export function hasTakerColumns(bars: Bars): boolean {
  return bars.takerBuyQuote !== undefined && bars.quoteVolume !== undefined;
}

/**
 * Whether any bar has a volume, which `dollar_volume` needs: a source that tells none has 0 at every
 * bar. True of no bars at all.
 */
export function hasVolume({ volume }: Bars): boolean {
  return volume.length === 0 || volume.some((amount) => amount > 0);
}
