import type { BarColumn, OptionalColumn, RequiredColumn } from '../core/bars/bars';

/** Columns as they were read: the right names and units, but not validated or put in order. */
export interface RawBars {
  /** As "BTCUSDT"; '' where neither the rows nor the names tell it. */
  readonly symbol: string;
  /** NaN where a value is missing or cannot be read, times included. */
  readonly columns: Readonly<Record<RequiredColumn, Float64Array>> &
    Readonly<Partial<Record<OptionalColumn, Float64Array>>>;
  /** Further numeric columns by their name in the file; NaN where a value is missing. */
  readonly extras: Readonly<Record<string, Float64Array>>;
  /** False where the file has no volume, which is then 0 in every bar. */
  readonly hasVolume: boolean;
  /** Decisions that a person should know of. */
  readonly notes: readonly string[];
  /** Row number, as a person counts it in the file, of the bar at `index`. */
  rowOf(index: number): number;
  /** Where the bar at `index` stands, for people: "btc.csv, row 12". */
  where(index: number): string;
  /** The cell as it stands in the file; '' where it is not known any more. */
  textOf(index: number, column: BarColumn): string;
}

/** Told how much of a file a parser has behind it, in any unit. */
export type OnProgress = (done: number, total: number) => void;
