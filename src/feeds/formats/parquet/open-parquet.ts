import type { Field } from 'apache-arrow';
import {
  type ColumnRequest,
  maxSampleRows,
  type OnProgress,
  type ParquetWasm,
  type ReadColumns,
  type SampleRow,
  type Table,
  type TableColumn,
} from '../../table';
import { copyColumn, describeField, listCellTexts } from '../arrow/columns';
import { type ParquetFooter, readFooter } from './footer';
import { describeDamage, loadParser, readBatches, readFields } from './wasm-batches';
import { verifyPageChecksums } from './page-checksums';

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
const maxGroups = 6;

/** First rows of some row groups, evenly spread, that other parts of the sample do not reach. */
function pickGroupStarts(groups: ParquetFooter['groups'], rows: number): readonly number[] {
  const starts: number[] = [];
  let start = 0;
  for (const group of groups) {
    if (start >= firstRows && start + groupRows <= rows - lastRows) starts.push(start);
    start += group.rows;
  }
  const step = Math.max(1, Math.ceil(starts.length / maxGroups));
  return starts.filter((_, index) => index % step === 0);
}

/** A parquet file that was opened. */
interface ParquetText {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly footer: ParquetFooter;
  readonly fields: readonly Field[];
  readonly columns: readonly TableColumn[];
}

/** Decodes the requested columns and no other, some row groups at a time. Throws `ImportError`. */
function readParquetColumns(
  parquet: ParquetText,
  requests: readonly ColumnRequest[],
  onProgress: OnProgress,
): ReadColumns {
  const { bytes, file, footer, fields, columns } = parquet;
  const readable = requests.filter(({ position }) => columns[position].kind !== 'other');
  const names = new Set(readable.map(({ position }) => columns[position].name));
  verifyPageChecksums(bytes, footer, names, file);

  const values = requests.map(({ position }) => {
    const column = new Float64Array(footer.rows);
    return columns[position].kind === 'other' ? column.fill(NaN) : column;
  });
  let start = 0;
  for (const rowGroups of groupRowGroups(footer, names)) {
    const batches = readBatches(bytes, fields, [...names], { rowGroups }, file);
    for (const { batch, positions } of batches) {
      if (start + batch.numRows > footer.rows) {
        throw describeDamage(file, new Error(`it has more rows than the ${footer.rows} it tells`));
      }
      requests.forEach(({ position, parseText }, at) => {
        const vector = batch.getChildAt(positions.indexOf(position));
        if (vector === null) return;
        const { kind } = columns[position];
        try {
          copyColumn(vector, { kind, parseText }, values[at], start);
        } catch (cause) {
          throw describeDamage(file, cause);
        }
      });
      start += batch.numRows;
      onProgress(start, footer.rows);
    }
  }
  if (names.size > 0 && start !== footer.rows) {
    throw describeDamage(file, new Error(`it tells ${footer.rows} rows but has ${start}`));
  }
  return {
    values,
    rowOf: (index) => index + 1,
    textOf: (index, request) => readText(parquet, index, requests[request].position),
  };
}

/** Row groups that are decoded together, so that a large file is never in memory twice. */
function groupRowGroups(
  { groups }: ParquetFooter,
  names: ReadonlySet<string>,
): readonly number[][] {
  const parts: number[][] = [];
  let partBytes = Infinity;
  groups.forEach(({ rows, chunks }, index) => {
    const wanted = chunks.filter(({ name }) => names.has(name));
    const bytes = wanted.reduce((sum, { unpackedBytes }) => sum + unpackedBytes + 8 * rows, 0);
    if (partBytes + bytes > maxPartBytes) {
      parts.push([]);
      partBytes = 0;
    }
    parts[parts.length - 1].push(index);
    partBytes += bytes;
  });
  return parts;
}

const maxPartBytes = 512e6;

/** Decodes one cell again. */
function readText(
  { bytes, file, fields, columns }: ParquetText,
  index: number,
  position: number,
): string {
  const { name } = columns[position];
  const options = { offset: index, limit: 1 };
  for (const { batch, positions } of readBatches(bytes, fields, [name], options, file)) {
    for (const cells of listCellTexts(batch, columns, positions)) return cells[position];
  }
  return '';
}
