import type { OptionalColumn, RequiredColumn } from '../core/bars/bars';

/** Columns as a parser found them: the right names and units, but not validated or put in order. */
export interface RawBars {
  readonly columns: Readonly<Record<RequiredColumn, Float64Array>> &
    Readonly<Partial<Record<OptionalColumn, Float64Array>>>;
  /** Further numeric columns by their name in the file; NaN where a value is missing. */
  readonly extras: Readonly<Record<string, Float64Array>>;
  /** Decisions that a person should know of. */
  readonly notes: readonly string[];
  /** Row number, as a person counts it in the file, of the bar at `index`. */
  rowOf(index: number): number;
}

/** Told how much of a file a parser has behind it, in any unit. */
export type OnProgress = (done: number, total: number) => void;
