import type { ColumnMapping } from '../core/import';
import type { OpenedFile } from './open-tables';
import type { OnProgress, RawBars, Table } from './table';
import type { Recognition } from './recognise/recognise-table';

/** What an import does with each file; all throw `ImportError` for what no decision can mend. */
export interface ImportSteps {
  openTables(file: File, onProgress: OnProgress): Promise<OpenedFile>;
  /** `name` is that of the table, for messages and as the key of a question. */
  recogniseTable(table: Table, name: string): Recognition;
  /** Returns the rows of each market, neither put in order nor checked. */
  readRawBars(
    table: Table,
    mapping: ColumnMapping,
    name: string,
    onProgress: OnProgress,
  ): Promise<readonly RawBars[]>;
}
