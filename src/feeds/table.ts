import type { DecimalSign } from '../core/bars/numbers';
import type { ColumnKind } from '../core/bars/read-times';
import type { MarketName, SourceFormat } from '../core/library';
import { maxDateMs } from '../core/bars/times';
import type { RawRows } from '../core/bars/quality/row-checks';
import type { SyncInitInput } from 'parquet-wasm/esm';

export interface TableColumn {
  /** As it stands in the file; "column 3" where nothing names it. */
  readonly name: string;
  readonly kind: ColumnKind;
  /** The type that the file declares, for messages: `Timestamp<MICROSECOND>`; '' for cells that are text. */
  readonly type: string;
  /** Of a column of kind `time`: whether the file names a zone, so that its values are instants. */
  readonly hasZone?: boolean;
}

/** Whether the numbers of a column are text, which can be written in one style or another. */
export function isWritten({ kind, type }: TableColumn): boolean {
  return kind === 'text' || (kind === 'number' && type === '');
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
  /** Whether `parseText` reads text in columns of kind `number` too, instead of as plain numbers. */
  readonly parsesNumbers?: boolean;
  /** Which cells `parseText` reads in a way that is known, so that a parser may read them itself. */
  readonly usual?: UsualCells | undefined;
}

/**
 * Cells of a usual form, and what `parseText` makes of them. `number`: digits with a decimal sign, perhaps with an
 * exponent, are what `Number` makes of them with a point, and the empty text is NaN. `clock`: a year, a month, a day and
 * a time of day, as "2024-01-31 23:59:00", are ms as if they were UTC; so are those that name UTC, as "Z" or "+00:00"
 * does, where `mayBeUtc` says so.
 */
export type UsualCells =
  | { readonly kind: 'number'; readonly decimal: DecimalSign }
  | { readonly kind: 'clock'; readonly mayBeUtc: boolean };

/** Columns as they were read, one value a row. */
export interface ReadColumns {
  /** In the order of the requests; NaN where there is no value or it cannot be read. */
  readonly values: readonly Float64Array[];
  /** Row number, as a person counts it in the file, of the value at `index`. */
  rowOf(index: number): number;
  /** The text of a cell, for messages; '' where it is not known any more. */
  textOf(index: number, request: number): string;
}

/** A file that was opened but not read: one table of named columns, with a sample of its rows. */
export interface Table {
  readonly format: SourceFormat;
  readonly columns: readonly TableColumn[];
  /** Whether the file itself names the columns. */
  readonly hasHeader: boolean;
  /** Column of the markets that the file states beside its rows, such as a key over each list of rows. */
  readonly symbolColumn?: number;
  /** Market of all rows, as a line of the header says it. */
  readonly symbol?: string;
  /** Upper limit of the number of rows. */
  readonly rowLimit: number;
  /** Rows from the start, the end and evenly between, in the order of the file; at most 400. */
  readonly sample: readonly SampleRow[];
  /** Decisions that a person should know about, such as a line that was skipped. */
  readonly notes: readonly string[];
  /** What the file itself says of the zone of its times, beside its cells: "US/Eastern", "CDT", "+09:00". */
  readonly zone?: string | undefined;
  /** A zone that a sentence below the rows speaks of: "# Generated on 2024-03-15 10:00 PST". */
  readonly possibleZone?: string | undefined;
  /** Reads whole columns; throws `ImportError` for damage, naming the row where it is known. */
  read(requests: readonly ColumnRequest[], onProgress: OnProgress): Promise<ReadColumns>;
}

/** Rows of one market as they were read: the right names and units, but not checked or put in order. */
export interface RawBars extends RawRows {
  /** As "BTCUSDT"; '' where neither the rows nor the names say it. */
  readonly symbol: string;
  /** What rows and names tell of the market; absent where that is nothing. */
  readonly market?: MarketName;
  /** Decisions that a person should know about. */
  readonly notes: readonly string[];
}

/** Called with the amount of a file that a parser has read, in any unit. */
export type OnProgress = (done: number, total: number) => void;

/** parquet-wasm's module: where to fetch it from, or its bytes. */
export type ParquetWasm = string | URL | SyncInitInput;

/** What opening a table needs of its surroundings. */
export interface TableOptions {
  /** Used when a file is parquet. */
  readonly parquetWasm: ParquetWasm;
}

/** The number of bytes that one array can hold in every browser. */
export const maxFileBytes = 2e9;

/** Bytes that a file, or all files of an archive, may unpack to: more than ten years of minutes. */
export const maxUnpackedBytes = 2e9;

/** Rows of one table: ninety years of minutes. */
export const maxRows = 50e6;

/** Rows that a sample takes from the start, from the middle and from the end of a table. */
const firstRows = 150;
const middleRows = 150;
const lastRows = 100;

/** Rows of a sample, at most. */
export const maxSampleRows = firstRows + middleRows + lastRows;

/** Indexes of the rows to look at: the first, the last and some evenly between, in order. */
export function pickSampleRows(rows: number): readonly number[] {
  if (rows <= maxSampleRows) return Array.from({ length: rows }, (_, index) => index);
  const middle = rows - firstRows - lastRows;
  return [
    ...Array.from({ length: firstRows }, (_, index) => index),
    ...Array.from(
      { length: middleRows },
      (_, index) => firstRows + Math.floor(((index + 0.5) * middle) / middleRows),
    ),
    ...Array.from({ length: lastRows }, (_, index) => rows - lastRows + index),
  ];
}

/** A time in ms as a sample shows it; without the `Z` where the file names no zone; '' for NaN. */
export function formatSampleTime(time: number, hasZone: boolean): string {
  if (!(Math.abs(time) <= maxDateMs)) return '';
  const text = new Date(time).toISOString();
  return hasZone ? text : text.slice(0, -1);
}
