import type { BarColumn, OptionalColumn, RequiredColumn } from '../bars';

/** Columns that are named as those of `Bars`, with whatever values a source has, in any order. */
export type RawColumns = Readonly<Record<RequiredColumn, Float64Array>> &
  Readonly<Partial<Record<OptionalColumn, Float64Array>>>;

/** Rows of one market before they are checked; every column has one value a row. */
export interface RawRows {
  readonly columns: RawColumns;
  /** Further columns by their name in the source; any value may be missing (NaN). */
  readonly extras: Readonly<Record<string, Float64Array>>;
  /** Row number, as a person counts it in the source, of the values at `index`. */
  rowOf(index: number): number;
  /** What the source says in a cell, for messages; '' where it is not known any more. */
  textOf?(index: number, column: BarColumn): string;
}
