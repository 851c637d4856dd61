import type { BarColumn } from '../core/bars/bars';
import type { ColumnMapping, MappingQuestion } from '../core/column-mapping';
import type { DataSource } from '../core/library';
import type { OnProgress, RawBars } from './raw-bars';
import type { Table } from './table';

/** A file that was read and opened, but not parsed. */
export interface OpenedFile extends Pick<DataSource, 'sha256' | 'bytes' | 'format' | 'notes'> {
  readonly tables: readonly OpenedTable[];
}

/** One table of a file: an archive has one for each member. */
export interface OpenedTable {
  /** For people, and the key of decisions: the file, of an archive with its member. */
  readonly name: string;
  /** Name within an archive. */
  readonly member?: string;
  readonly table: Table;
}

/** Which column of a table is what, as far as the table tells. */
export type Recognition =
  | { readonly kind: 'sure'; readonly mapping: ColumnMapping; readonly notes: readonly string[] }
  | { readonly kind: 'unsure'; readonly question: MappingQuestion }
  | {
      readonly kind: 'refused';
      readonly message: string;
      /** There when another mapping may help. */
      readonly question?: MappingQuestion;
    };

/** Rows of one market of a table, neither put in order nor checked. */
export type MarketRows = RawBars & {
  /** '' where nothing names it. */
  readonly symbol: string;
  /** What the file says in a cell, for messages; '' where it is not known any more. */
  textOf?(index: number, column: BarColumn): string;
};

/** What an import does with each file; all throw `ImportError` for what no decision can mend. */
export interface ImportSteps {
  openTables(file: File, onProgress: OnProgress): Promise<OpenedFile>;
  recogniseTable(table: Table, name: string): Recognition;
  readRawBars(
    table: Table,
    mapping: ColumnMapping,
    name: string,
    onProgress: OnProgress,
  ): Promise<readonly MarketRows[]>;
}
