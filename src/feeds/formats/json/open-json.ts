import { ImportError } from '../../import-error';
import type { OnProgress } from '../../raw-bars';
import type { ColumnKind, ColumnRequest, ReadColumns, Table, TableColumn } from '../../table';
import { isNumberOrMissing, parseNumber } from '../number-text';
import { pickSampleRows } from '../sample-rows';
import { findRows } from './find-rows';
import { parseJson } from './parse-json';

type Row = readonly unknown[];

/**
 * Opens a JSON file: rows as arrays or objects, columns as pandas writes them, wrapped by an exchange,
 * or one row a line. Numbers in quotation marks are numbers. Rows count from 1. Throws `ImportError`.
 */
export function openJson(bytes: Uint8Array, file: string): Table {
  const { value, lines } = parseJson(bytes, file);
  const found = findRows(value);
  if (found === undefined) {
    throw new ImportError(
      `${file} is JSON without a table: an array of rows, or an object of columns, was expected. ` +
        'Write one row of values for each bar, or save it as CSV.',
    );
  }
  const { names, rows } = found;
  const rowOf = (index: number): number => lines?.[index] ?? index + 1;
  const width = names?.length ?? rows[0]?.length ?? 0;
  const ragged = rows.findIndex((row) => row.length !== width);
  if (ragged !== -1) {
    throw new ImportError(
      `${file}, row ${rowOf(ragged)}: has ${rows[ragged].length} values, expected ${width}. ` +
        'Correct or remove that row.',
    );
  }
  const picked = pickSampleRows(rows.length);
  const columns = Array.from({ length: width }, (_, position): TableColumn => {
    const cells = picked.map((index) => rows[index][position]);
    return { name: names?.[position] ?? `column ${position + 1}`, kind: kindOf(cells), type: '' };
  });
  return {
    format: 'json',
    columns,
    hasHeader: names !== undefined,
    rowLimit: rows.length,
    sample: picked.map((index) => ({ row: rowOf(index), cells: rows[index].map(toText) })),
    notes: [],
    read: async (requests, onProgress) => readColumns(rows, columns, requests, rowOf, onProgress),
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

function readColumns(
  rows: readonly Row[],
  columns: readonly TableColumn[],
  requests: readonly ColumnRequest[],
  rowOf: (index: number) => number,
  onProgress: OnProgress,
): ReadColumns {
  const values = requests.map(({ position, parseText }) => {
    const { kind } = columns[position];
    const parse = kind === 'number' ? parseNumber : parseText;
    return Float64Array.from(rows, (row) => {
      const cell = row[position];
      if (typeof cell === 'number' && kind === 'number') return cell;
      return kind === 'other' ? NaN : parse(toText(cell));
    });
  });
  onProgress(rows.length, rows.length);
  return {
    values,
    rowOf,
    textOf: (index, request) => toText(rows[index][requests[request].position]),
  };
}
