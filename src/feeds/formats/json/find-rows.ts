/** A table found in JSON: rows of cells, and names where the file has them. */
export interface JsonRows {
  /** Undefined where nothing names the columns. */
  readonly names: readonly string[] | undefined;
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * Finds the table in a JSON value: an array of arrays or of objects, an object of columns, or one of
 * those a few levels down, as exchanges wrap it. Undefined when there is none.
 */
export function findRows(value: unknown, depth = 3): JsonRows | undefined {
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
