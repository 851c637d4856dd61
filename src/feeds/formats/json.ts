import { formatMegabytes } from '../../core/format';
import { describeCause } from '../../core/describe-cause';
import { ImportError } from '../import-error';
import {
  type ColumnRequest,
  type OnProgress,
  pickSampleRows,
  type ReadColumns,
  type Table,
  type TableColumn,
} from '../table';
import type { ColumnKind } from '../../core/bars/read-times';
import { isNumberOrMissing, parsePlainNumber } from '../../core/bars/numbers';
import { decodeToUtf8 } from './decode-text';

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
    const type = cells.every((cell) => typeof cell !== 'string') ? 'number' : '';
    return { name: names?.[position] ?? `column ${position + 1}`, kind: kindOf(cells), type };
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
  const values = requests.map(({ position, parseText, parsesNumbers = false }) => {
    const { kind } = columns[position];
    const parse = kind === 'number' && !parsesNumbers ? parsePlainNumber : parseText;
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

/** A string cannot be longer in every browser, and its values need several times as much memory. */
const maxJsonBytes = 256e6;

/** What a JSON file holds, and the line of each value where it has one value a line. */
interface ParsedJson {
  readonly value: unknown;
  /** Line, from 1, of each element of `value`; undefined for JSON that is one value. */
  readonly lines: readonly number[] | undefined;
}

/** Parses JSON, or JSON lines to an array. Throws `ImportError`, of JSON lines naming the row. */
function parseJson(bytes: Uint8Array, file: string): ParsedJson {
  if (bytes.length > maxJsonBytes) {
    throw new ImportError(
      `${file} is JSON of ${formatMegabytes(bytes.length)}, more than the limit of ` +
        `${formatMegabytes(maxJsonBytes)}. Convert it to parquet or CSV and import that.`,
    );
  }
  const text = new TextDecoder().decode(decodeToUtf8(bytes));
  try {
    return { value: JSON.parse(text) as unknown, lines: undefined };
  } catch (cause) {
    const lines = text.split(/\r?\n/);
    if (isJson(lines[0])) return parseLines(lines, file);
    throw new ImportError(
      `${file} is JSON that cannot be read (${describeCause(cause)}). ` +
        'It may be cut short or damaged: download or write it again.',
      { cause },
    );
  }
}

function parseLines(texts: readonly string[], file: string): ParsedJson {
  const value: unknown[] = [];
  const lines: number[] = [];
  texts.forEach((text, index) => {
    if (text.trim() === '') return;
    try {
      value.push(JSON.parse(text));
    } catch (cause) {
      throw new ImportError(
        `${file}, row ${index + 1}: is no JSON (${describeCause(cause)}). ` +
          'The file may be cut short or damaged there: correct or remove that row.',
        { cause },
      );
    }
    lines.push(index + 1);
  });
  return { value, lines };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** A table found in JSON: rows of cells, and names where the file has them. */
interface JsonRows {
  /** Undefined where nothing names the columns. */
  readonly names: readonly string[] | undefined;
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Finds the table in a JSON value: an array of arrays or of objects, an object of columns, or one of
 * those a few levels down, as exchanges wrap it. Undefined when there is none.
 */
function findRows(value: unknown, depth = 3): JsonRows | undefined {
  if (Array.isArray(value)) return fromArray(value);
  if (!isRecord(value)) return undefined;
  const split = fromSplit(value) ?? fromColumns(value) ?? fromRecordsByKey(value);
  if (split !== undefined || depth === 0) return split;
  const keys = Object.keys(value);
  const ordered = [
    ...wrapperKeys.filter((key) => keys.includes(key)),
    ...keys.filter((key) => !wrapperKeys.includes(key)),
  ];
  for (const key of ordered) {
    const found = findRows(value[key], depth - 1);
    if (found !== undefined && found.rows.length > 0) return found;
  }
  return undefined;
}

/** Where exchanges and tools put what was asked for. */
const wrapperKeys = ['data', 'result', 'list', 'rows', 'candles', 'klines', 'items', 'values'];

function fromArray(values: readonly unknown[]): JsonRows | undefined {
  if (values.length === 0) return { names: undefined, rows: [] };
  if (values.every((row) => Array.isArray(row))) {
    return { names: undefined, rows: values as readonly (readonly unknown[])[] };
  }
  if (!values.every(isRecord)) return undefined;
  // A key may be absent from some rows, where it has no value.
  const names = [...new Set(values.flatMap((row) => Object.keys(row)))];
  return { names, rows: values.map((row) => names.map((name) => row[name])) };
}

/** `{"columns": [...], "index": [...], "data": [[...]]}`: pandas, orient="split". */
function fromSplit(value: Readonly<Record<string, unknown>>): JsonRows | undefined {
  const { columns, index, data } = value;
  if (!Array.isArray(columns) || !Array.isArray(data)) return undefined;
  if (!data.every((row) => Array.isArray(row))) return undefined;
  const names = columns.map(String);
  const rows = data as readonly (readonly unknown[])[];
  if (!Array.isArray(index) || index.length !== rows.length || isCounting(index.map(String))) {
    return { names, rows };
  }
  return { names: ['index', ...names], rows: rows.map((row, at) => [index[at], ...row]) };
}

/** `{"open": [...]}`, or `{"open": {"0": ...}}` as pandas writes it by default. */
function fromColumns(value: Readonly<Record<string, unknown>>): JsonRows | undefined {
  const lists = Object.entries(value).filter(
    (entry): entry is [string, unknown[]] => Array.isArray(entry[1]) && entry[1].every(isScalar),
  );
  const [, first] = lists[0] ?? [];
  if (first !== undefined && lists.length > 1) {
    if (lists.some(([, list]) => list.length !== first.length)) return undefined;
    return {
      names: lists.map(([name]) => name),
      rows: first.map((_, row) => lists.map(([, list]) => list[row])),
    };
  }
  const columns = Object.entries(value);
  if (columns.length < 2 || !columns.every(([, column]) => isFlatRecord(column))) return undefined;
  const records = columns.map(([, column]) => column as Readonly<Record<string, unknown>>);
  const keys = Object.keys(records[0]);
  if (!keys.every(isIndexKey)) return undefined;
  const names = columns.map(([name]) => name);
  const rows = keys.map((key) => records.map((record) => record[key]));
  if (isCounting(keys)) return { names, rows };
  return { names: ['index', ...names], rows: rows.map((row, at) => [keys[at], ...row]) };
}

/** `{"0": {"open": ...}}`: pandas, orient="index". */
function fromRecordsByKey(value: Readonly<Record<string, unknown>>): JsonRows | undefined {
  const keys = Object.keys(value);
  if (keys.length < 2 || !keys.every(isIndexKey)) return undefined;
  const found = Object.values(value).every(isFlatRecord)
    ? fromArray(Object.values(value))
    : undefined;
  if (found?.names === undefined || isCounting(keys)) return found;
  return {
    names: ['index', ...found.names],
    rows: found.rows.map((row, at) => [keys[at], ...row]),
  };
}

/** Keys of rows are numbers or dates, names of columns are not. */
function isIndexKey(key: string): boolean {
  return /^-?\d/.test(key);
}

function isCounting(keys: readonly string[]): boolean {
  return keys.every((key, at) => key === String(at));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function isFlatRecord(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isScalar);
}
