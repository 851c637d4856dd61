import type { Field } from 'apache-arrow';
import type { SampleRow, Table, TableColumn } from '../../table';
import { listCellTexts } from '../arrow/cell-texts';
import { describeField } from '../arrow/column-kinds';
import { maxSampleRows } from '../sample-rows';
import type { ParquetWasm } from '../table-options';
import { readFooter, type ParquetFooter } from './footer';
import { readParquetColumns, type ParquetText } from './read-parquet';
import { loadParser, readBatches, readFields } from './wasm-batches';

/**
 * Opens a parquet file of any schema; columns that bars cannot use are of kind `other`. Rows count from
 * 1. Throws `ImportError`, `ParserCrash` among them.
 */
export async function openParquet(
  bytes: Uint8Array,
  file: string,
  wasm: ParquetWasm,
): Promise<Table> {
  const footer = readFooter(bytes, file);
  await loadParser(wasm);
  const fields = readFields(bytes, file);
  const columns = fields.map(describeField);
  const parquet: ParquetText = { bytes, file, footer, fields, columns };
  return {
    format: 'parquet',
    columns,
    hasHeader: true,
    rowLimit: footer.rows,
    sample: readSample(bytes, file, footer, fields, columns),
    notes: [],
    read: async (requests, onProgress) => readParquetColumns(parquet, requests, onProgress),
  };
}

/**
 * The first and last rows, and some from the start of row groups between: rows within a group cost as
 * much as all of those before them.
 */
function readSample(
  bytes: Uint8Array,
  file: string,
  { rows, groups }: ParquetFooter,
  fields: readonly Field[],
  columns: readonly TableColumn[],
): readonly SampleRow[] {
  const names = columns.filter(({ kind }) => kind !== 'other').map(({ name }) => name);
  const sample: SampleRow[] = [];
  const take = (from: number, count: number): void => {
    const options = { offset: from, limit: count };
    let row = from + 1;
    for (const { batch, positions } of readBatches(bytes, fields, names, options, file)) {
      for (const cells of listCellTexts(batch, columns, positions))
        sample.push({ row: row++, cells });
    }
  };
  if (rows <= maxSampleRows) {
    take(0, rows);
    return sample;
  }
  take(0, firstRows);
  for (const start of pickGroupStarts(groups, rows)) take(start, groupRows);
  take(rows - lastRows, lastRows);
  return sample;
}

const firstRows = 150;
const lastRows = 100;
const groupRows = 25;
const mostGroups = 6;

/** First rows of some row groups, evenly spread, that other parts of the sample do not reach. */
function pickGroupStarts(groups: ParquetFooter['groups'], rows: number): readonly number[] {
  const starts: number[] = [];
  let start = 0;
  for (const group of groups) {
    if (start >= firstRows && start + groupRows <= rows - lastRows) starts.push(start);
    start += group.rows;
  }
  const step = Math.max(1, Math.ceil(starts.length / mostGroups));
  return starts.filter((_, index) => index % step === 0);
}
