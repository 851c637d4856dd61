import type { Field } from 'apache-arrow';
import type { OnProgress } from '../../raw-bars';
import type { ColumnRequest, ReadColumns, TableColumn } from '../../table';
import { listCellTexts } from '../arrow/cell-texts';
import { copyColumn } from '../arrow/copy-column';
import { describeDamage } from './describe-damage';
import type { ParquetFooter } from './footer';
import { verifyPageChecksums } from './page-checksums';
import { readBatches } from './wasm-batches';

/** A parquet file that was opened. */
export interface ParquetText {
  readonly bytes: Uint8Array;
  readonly file: string;
  readonly footer: ParquetFooter;
  readonly fields: readonly Field[];
  readonly columns: readonly TableColumn[];
}

/** Decodes the requested columns and no other, some row groups at a time. Throws `ImportError`. */
export function readParquetColumns(
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
    if (partBytes + bytes > mostPartBytes) {
      parts.push([]);
      partBytes = 0;
    }
    parts[parts.length - 1].push(index);
    partBytes += bytes;
  });
  return parts;
}

const mostPartBytes = 512e6;

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
