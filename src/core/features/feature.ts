import { hasTakerColumns, hasVolume, type Bars, viewBars } from '../bars/bars';
import { resampleBars } from '../bars/resample';

/** A causal column that a model can read: its value at bar t follows from bars <= t. */
export interface Feature {
  readonly name: string;
  /** Features of a family are shown together: `price`, `volatility`, `volume`, `order flow`, `shape`, `clock`. */
  readonly family: string;
  /** What it measures, in one line for people. */
  readonly meaning: string;
  /**
   * How many bars before t the value at t depends on. It depends on these and bar t alone, so that the first
   * `lookBackBars` bars have no value, and earlier bars change the value only by rounding.
   */
  readonly lookBackBars: number;
  /** Columns that the bars must have. */
  readonly needs: readonly FeatureNeed[];
  /** Whether a model gets it when no features are named. */
  readonly isDefault: boolean;
  /** Whether it follows from the time alone, so that a shift of it says nothing of the market. */
  readonly isOfTime?: boolean;
  /**
   * Writes one value for each of `bars`, which have no gap, to `out`: NaN in the first `lookBackBars`
   * and where the feature is undefined. `shared` belongs to the same bars.
   */
  readonly compute: (bars: Bars, out: Float64Array, shared: SharedColumns) => void;
}

/** Returns the feature of a further column of the source: its value at the bar, unchanged. */
export function declareExtra(name: string): Feature {
  return {
    name,
    family: 'extra',
    meaning: 'a column of the source',
    lookBackBars: 0,
    needs: [],
    isDefault: false,
    compute: ({ extras }, out) => out.set(extras?.[name] ?? []),
  };
}

/** A group of columns that a source may lack. */
export type FeatureNeed = keyof AvailableColumns;

/** What a source provides besides prices; known from the bars, and also from the record of a dataset. */
export interface AvailableColumns {
  /** False where the volume is 0 at every bar. */
  readonly volume: boolean;
  /** Whether there are `takerBuyQuote` and `quoteVolume`. */
  readonly takers: boolean;
  /** Whether there is `quoteVolume`. */
  readonly quoteVolume: boolean;
  /** Whether there is `tradeCount`. */
  readonly trades: boolean;
}

/** What the record of a dataset says of its columns. */
interface ColumnFacts {
  readonly hasVolume: boolean;
  readonly hasTaker: boolean;
  /** These two are absent from older records, whose sources had all or none of the exchange's columns. */
  readonly hasQuoteVolume?: boolean | undefined;
  readonly hasTradeCount?: boolean | undefined;
}

/** Returns what the bars of a dataset with this record provide besides prices. */
export function readAvailableColumns({
  hasVolume: volume,
  hasTaker: takers,
  hasQuoteVolume: quoteVolume = takers,
  hasTradeCount: trades = takers,
}: ColumnFacts): AvailableColumns {
  return { volume, takers, quoteVolume, trades };
}

/** Returns what these bars provide besides prices. */
export function findAvailableColumns(bars: Bars): AvailableColumns {
  return {
    volume: hasVolume(bars),
    takers: hasTakerColumns(bars),
    quoteVolume: bars.quoteVolume !== undefined,
    trades: bars.tradeCount !== undefined,
  };
}

/**
 * Columns that several features use, each created when a feature first needs it. Sharing them matters because
 * new memory costs about as much time as filling it.
 */
interface SharedColumns {
  /** close[t] / close[t - 1] - 1, NaN at the first bar; read only. */
  readonly returns: Float64Array;
  /** Memory that a feature may use while it computes; the next feature overwrites it. */
  readonly scratch: Float64Array;
  /** Returns the complete bars of a higher timeframe that these bars make. */
  raise(timeframeMs: number): RaisedBars;
}

/** Bars of a higher timeframe, each made of as many bars as it has. */
interface RaisedBars {
  readonly bars: Bars;
  /** The place of the bar that the first one begins with. */
  readonly firstBar: number;
  readonly shared: SharedColumns;
}

/** Returns the shared columns of bars among which there is no gap. */
export function shareColumns(bars: Bars): SharedColumns {
  const { close } = bars;
  const raised = new Map<number, RaisedBars>();
  let returns: Float64Array | undefined;
  let scratch: Float64Array | undefined;
  return {
    raise(timeframeMs) {
      const known = raised.get(timeframeMs) ?? raiseBars(bars, timeframeMs);
      raised.set(timeframeMs, known);
      return known;
    },
    get returns() {
      return (returns ??= fillReturns(close, 1, new Float64Array(close.length)));
    },
    get scratch() {
      return (scratch ??= new Float64Array(close.length));
    },
  };
}

function raiseBars(bars: Bars, timeframeMs: number): RaisedBars {
  const { openTime, intervalMs } = bars;
  const perBar = timeframeMs / intervalMs;
  const begins = openTime.subarray(0, perBar).findIndex((time) => time % timeframeMs === 0);
  const firstBar = begins < 0 ? openTime.length : begins;
  const whole = Math.floor((openTime.length - firstBar) / perBar);
  const range = { start: firstBar, end: firstBar + whole * perBar };
  const higher = resampleBars(viewBars(bars, range), timeframeMs);
  return { bars: higher, firstBar, shared: shareColumns(higher) };
}

/** Sets `out[t]` to the return over the `lagBars` bars up to t, a fraction; NaN in the first `lagBars`. */
export function fillReturns(close: Float64Array, lagBars: number, out: Float64Array): Float64Array {
  for (let t = lagBars; t < close.length; t++) out[t] = close[t] / close[t - lagBars] - 1;
  return out.fill(NaN, 0, lagBars);
}
