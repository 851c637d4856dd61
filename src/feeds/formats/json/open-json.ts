import { isNumberOrMissing, parsePlainNumber } from '../../../core/bars/numbers';
import type { ColumnKind } from '../../../core/bars/read-times';
import { ImportError } from '../../import-error';
import {
  type ColumnRequest,
  type OnProgress,
  pickSampleRows,
  type ReadColumns,
  type Table,
  type TableColumn,
} from '../../table';
import { readErrorAnswer } from './error-answer';
import { findRows, type RowLabels } from './find-rows';
import { parseJsonFile } from './parse-json';

/**
 * Opens a JSON file: rows as arrays or objects, columns as pandas writes them, wrapped by an exchange,
 * or one row a line. Numbers in quotation marks are numbers. Rows count from 1. Throws `ImportError`.
 */
export function openJson(bytes: Uint8Array, file: string): Table {
  const { value, lines } = parseJsonFile(bytes, file);
  const found = findRows(value);
  const error = (found?.rows.length ?? 0) === 0 ? readErrorAnswer(value) : undefined;
  if (error !== undefined) {
    throw new ImportError(
      `${file} is the error answer of a server, not data: "${error}". ` +
        'Correct the request and download it again.',
    );
  }
  if (found === undefined) {
    throw new ImportError(
      `${file} is JSON without a table: an array of rows, or an object of columns, was expected. ` +
        'Write one row of values for each bar, or save it as CSV.',
    );
  }
  const { names, rows, zone, notes } = found;
  const rowOf = (index: number): number =>
    (lines?.length === rows.length ? lines[index] : undefined) ?? index + 1;
  const width = names?.length ?? rows[0]?.length ?? 0;
  const ragged = rows.findIndex((row) => row.length !== width);
  if (ragged !== -1) {
    throw new ImportError(
      `${file}, row ${rowOf(ragged)}: has ${rows[ragged].length} values, expected ${width}. ` +
        'Correct or remove that row.',
    );
  }
  const picked = pickSampleRows(rows.length);
  const labels = found.labels.map((each) => ({ name: each.name, textAt: labelReader(each) }));
  const columns = Array.from({ length: width }, (_, position): TableColumn => {
    const cells = picked.map((index) => rows[index][position]);
    const type = cells.every((cell) => typeof cell !== 'string') ? 'number' : '';
    return { name: names?.[position] ?? `column ${position + 1}`, kind: kindOf(cells), type };
  });
  const symbolAt = labels.findIndex(({ name }) => name === 'symbol');
  const symbolColumn = symbolAt === -1 ? undefined : width + symbolAt;
  columns.push(...labels.map(({ name }) => ({ name, kind: 'text', type: '' }) as const));
  const cellAt = (index: number, position: number): unknown =>
    position < width ? rows[index][position] : labels[position - width].textAt(index);
  return {
    format: 'json',
    columns,
    hasHeader: names !== undefined,
    ...(symbolColumn === undefined ? {} : { symbolColumn }),
    ...(zone === undefined ? {} : { zone }),
    rowLimit: rows.length,
    sample: picked.map((index) => ({
      row: rowOf(index),
      cells: columns.map((_, position) => toText(cellAt(index, position))),
    })),
    notes,
    read: async (requests, onProgress) =>
      readColumns({ rows: rows.length, columns, cellAt, rowOf }, requests, onProgress),
  };
}

/** Tells what stands beside a row. */
function labelReader({ texts }: RowLabels): (row: number) => string {
  let at = 0;
  return (row) => {
    // Rows are asked for in order, as a rule.
    if (row < texts[at].firstRow) at = 0;
    while (at + 1 < texts.length && texts[at + 1].firstRow <= row) at++;
    return texts[at].text;
  };
}

function kindOf(cells: readonly unknown[]): ColumnKind {
  if (cells.some((cell) => typeof cell === 'object' && cell !== null)) return 'other';
  return cells.every((cell) => typeof cell !== 'boolean' && isNumberOrMissing(toText(cell)))
    ? 'number'
    : 'text';
}

function toText(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  return typeof cell === 'object' ? JSON.stringify(cell).slice(0, 80) : String(cell);
}

/** Cells of a JSON table by row, from 0, and position. */
interface Cells {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  cellAt(row: number, position: number): unknown;
  rowOf(row: number): number;
}

function readColumns(
  { rows, columns, cellAt, rowOf }: Cells,
  requests: readonly ColumnRequest[],
  onProgress: OnProgress,
): ReadColumns {
  const values = requests.map(({ position, parseText, parsesNumbers = false }) => {
    const { kind } = columns[position];
    const parse = kind === 'number' && !parsesNumbers ? parsePlainNumber : parseText;
    return Float64Array.from({ length: rows }, (_, row) => {
      const cell = cellAt(row, position);
      if (typeof cell === 'number' && kind === 'number') return cell;
      return kind === 'other' ? NaN : parse(toText(cell));
    });
  });
  onProgress(rows, rows);
  return {
    values,
    rowOf,
    textOf: (index, request) => toText(cellAt(index, requests[request].position)),
  };
}
