import type { Bars } from '../bars/bars';

/** A causal column: its value at bar t follows from bars <= t. */
export interface Feature {
  readonly name: string;
  /** Bars at the start that have no value. */
  readonly warmUpBars: number;
  /** Whether the source has the columns that the feature needs, and says something in them. */
  readonly isAvailable: (bars: Bars) => boolean;
  /** Whether it says anything about these bars, so that it is offered; always where left out. */
  readonly isInformative?: (bars: Bars) => boolean;
  /**
   * Sets `out` to one value for each of `bars`, among which there is no gap: NaN in the warm-up and
   * where the feature is undefined. `shared` is of the same bars.
   */
  readonly fill: (bars: Bars, out: Float64Array, shared: SharedColumns) => void;
}

/** For features of the columns that every source has. */
export const isAlwaysAvailable = (): boolean => true;

/**
 * Columns that several features are made of, each there when the first of them needs it: new memory costs
 * about as much as what is computed into it.
 */
export interface SharedColumns {
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
