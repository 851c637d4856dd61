import type { SourceFormat } from '../core/library';
import type { OnProgress } from './raw-bars';

/**
 * What the cells of a column are: numbers, times (read as ms since the epoch; those without a zone as
 * if they were UTC), text that a person or a parser must interpret, or nothing that bars can use.
 */
export type ColumnKind = 'number' | 'time' | 'text' | 'other';

export interface TableColumn {
  /** As it stands in the file; "column 3" where nothing names it. */
  readonly name: string;
  readonly kind: ColumnKind;
  /** The type that the file declares, for messages: `Timestamp<MICROSECOND>`; '' for text formats. */
  readonly type: string;
  /** Of a column of kind `time`: whether the file names a zone, so that its values are instants. */
  readonly hasZone?: boolean;
}

/** A row of a sample: cells as a person would read them, '' where there is no value. */
export interface SampleRow {
  /** As a person counts rows in the file, from 1. */
  readonly row: number;
  readonly cells: readonly string[];
}

/** One column to be read as float64. */
export interface ColumnRequest {
  readonly position: number;
  /** Reads a cell of text, NaN for one that cannot be read; columns of other kinds ignore it. */
  readonly parseText: (text: string) => number;
}

/** Columns as they were read, one value a row. */
export interface ReadColumns {
  /** In the order of the requests; NaN where there is no value or it cannot be read. */
  readonly values: readonly Float64Array[];
  /** Row number, as a person counts it in the file, of the value at `index`. */
  rowOf(index: number): number;
  /** The text of a cell, for messages; '' where it is not known any more. */
  textOf(index: number, request: number): string;
}

/** A file that was opened and looked at, but not read: one table of named columns. */
export interface Table {
  readonly format: SourceFormat;
  readonly columns: readonly TableColumn[];
  /** Whether the file itself names the columns. */
  readonly hasHeader: boolean;
  /** Rows, or a little more than there are. */
  readonly rowLimit: number;
  /** Rows from the start, the end and evenly between, in the order of the file; at most 400. */
  readonly sample: readonly SampleRow[];
  /** Decisions that a person should know of, such as a line that was passed over. */
  readonly notes: readonly string[];
  /** Reads whole columns; throws `ImportError` for damage, naming the row where it is known. */
  read(requests: readonly ColumnRequest[], onProgress: OnProgress): Promise<ReadColumns>;
}
