import { hasTakerColumns, hasVolume, type Bars } from '../bars/bars';

/** A causal column that a model can read: its value at bar t follows from bars <= t. */
export interface Feature {
  readonly name: string;
  /** Features of a family are made of the same columns: `price`, `volatility`, `volume`. */
  readonly family: string;
  /** What it says, in one line for people. */
  readonly meaning: string;
  /**
   * Bars before t that the value at t is made of. It follows from these and t alone, so that as many bars
   * at the start have no value, and any longer stretch of bars gives the same value but for rounding.
   */
  readonly lookBackBars: number;
  /** What the bars must tell. */
  readonly needs: readonly FeatureNeed[];
  /** Whether a model reads it unless it is asked for others. */
  readonly isDefault: boolean;
  /**
   * Sets `out` to one value for each of `bars`, among which there is no gap: NaN in the first
   * `lookBackBars` and where the feature is undefined. `shared` is of the same bars.
   */
  readonly compute: (bars: Bars, out: Float64Array, shared: SharedColumns) => void;
}

/** What a source may not tell. */
export type FeatureNeed = keyof ToldColumns;

/** What a source tells beside prices; the record of a dataset says it as well as its bars do. */
export interface ToldColumns {
  /** False where the volume is 0 at every bar. */
  readonly volume: boolean;
  /** How much takers bought, and the quote volume. */
  readonly takers: boolean;
}

/** Returns what these bars tell. */
export function findToldColumns(bars: Bars): ToldColumns {
  return { volume: hasVolume(bars), takers: hasTakerColumns(bars) };
}

/**
 * Columns that several features are made of, each there when the first of them needs it: new memory costs
 * about as much as what is computed into it.
 */
interface SharedColumns {
  /** close[t] / close[t - 1] - 1, NaN at the first bar; not to be written to. */
  readonly returns: Float64Array;
  /** For a feature to write to; another one may, after it. */
  readonly scratch: Float64Array;
}

/** Returns the shared columns of bars among which there is no gap. */
export function shareColumns({ close }: Bars): SharedColumns {
  let returns: Float64Array | undefined;
  let scratch: Float64Array | undefined;
  return {
    get returns() {
      return (returns ??= fillReturns(close, 1, new Float64Array(close.length)));
    },
    get scratch() {
      return (scratch ??= new Float64Array(close.length));
    },
  };
}

/** Sets `out[t]` to the return of `lagBars` bars up to t, a fraction; NaN before there is one. */
export function fillReturns(close: Float64Array, lagBars: number, out: Float64Array): Float64Array {
  for (let t = lagBars; t < close.length; t++) out[t] = close[t] / close[t - lagBars] - 1;
  return out.fill(NaN, 0, lagBars);
}
