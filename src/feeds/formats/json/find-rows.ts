import { listNames } from '../../import-error';
import { isMarketWord } from '../../recognise/series/market-words';
import {
  type Circumstances,
  isIntervalKey,
  isMarketKey,
  isPlainKey,
  readCircumstances,
  toLocalDates,
} from './circumstances';
import { flattenRecords, isRecord, type JsonRecord } from './flatten-records';

type Row = readonly unknown[];

/** The table of a JSON value: rows of cells, and what stands beside them. */
interface JsonRows {
  /** Undefined where nothing names the columns. */
  readonly names: readonly string[] | undefined;
  readonly rows: readonly Row[];
  /** What the file states beside the rows, a column each; none where it states nothing. */
  readonly labels: readonly RowLabels[];
  /** Zone of times that name none, as the file states it. */
  readonly zone: string | undefined;
  readonly notes: readonly string[];
}

/** A column of what stands beside the rows: each text with its first row. */
export interface RowLabels {
  readonly name: LabelName;
  readonly texts: readonly { readonly text: string; readonly firstRow: number }[];
}

/** Markets, intervals, and words such as "spot" or "bid". */
type LabelName = 'symbol' | 'interval' | 'kind';

/** One table of possibly several in a file. */
interface FoundTable extends Circumstances {
  readonly names: readonly string[] | undefined;
  readonly rows: readonly Row[];
  /** Where it stands in the file, for people: "bars.BTC/USD". */
  readonly path: string;
}

/**
 * Finds the table in a JSON value: an array of arrays or of objects, an object of columns, or one of those a
 * few levels down, as exchanges wrap it. Tables of the same columns, one a market, become one, with the market
 * of each row. Undefined when there is none.
 */
export function findRows(value: unknown): JsonRows | undefined {
  const found = collectTables(value, { path: [], symbol: undefined, zone: undefined }, maxDepth);
  const filled = found.filter(({ rows }) => rows.length > 0);
  const first =
    filled.find((table) => countColumns(table) >= minBarColumns) ?? filled[0] ?? found[0];
  if (first === undefined) return undefined;
  const alike = filled.filter((table) => isAlike(table, first));
  const others = filled.filter((table) => !alike.includes(table));
  const tables = alike.length > 0 ? alike : [first];
  const names = first.names && [...new Set(tables.flatMap((table) => table.names ?? []))];
  return {
    names,
    rows: tables.length === 1 ? first.rows : tables.flatMap((table) => arrangeRows(table, names)),
    labels: (['symbol', 'interval', 'kind'] as const).flatMap((name) => listLabels(tables, name)),
    zone: tables.every(({ zone }) => zone === first.zone) ? first.zone : undefined,
    notes: others.length === 0 ? [] : [noteOthers(others)],
  };
}

const maxDepth = 5;
/** Time and four prices. */
const minBarColumns = 5;

function countColumns({ names, rows }: FoundTable): number {
  return names?.length ?? rows[0]?.length ?? 0;
}

/** Whether two tables have the same columns, or those of bars in common where they name them. */
function isAlike(table: FoundTable, first: FoundTable): boolean {
  const { names } = table;
  if (names === undefined || first.names === undefined) {
    return names === first.names && countColumns(table) === countColumns(first);
  }
  const known = new Set(first.names);
  const shared = names.filter((name) => known.has(name)).length;
  return shared >= minBarColumns || (shared === names.length && shared === known.size);
}

/** The rows of a table with its cells in the order of `names`; a column that it lacks has no value. */
function arrangeRows(table: FoundTable, names: readonly string[] | undefined): readonly Row[] {
  const own = table.names;
  if (names === undefined || own === undefined) return table.rows;
  if (own.length === names.length && own.every((name, at) => name === names[at])) return table.rows;
  const order = names.map((name) => own.indexOf(name));
  return table.rows.map((row) => order.map((at) => row[at]));
}

/** Nothing where no table says it, or where a column of the rows does. */
function listLabels(tables: readonly FoundTable[], name: LabelName): readonly RowLabels[] {
  let firstRow = 0;
  const texts = tables.map(({ [name]: text = '', rows }) => {
    const entry = { text, firstRow };
    firstRow += rows.length;
    return entry;
  });
  const isTold = tables.some(({ names }) => names?.some((own) => own.toLowerCase() === name));
  return isTold || texts.every(({ text }) => text === '') ? [] : [{ name, texts }];
}

function noteOthers(others: readonly FoundTable[]): string {
  const named = others.map(({ path, rows }) => `${path || '(top)'} (${rows.length} rows)`);
  return `further tables were left aside: ${listNames(named)}`;
}

interface Place extends Circumstances {
  readonly path: readonly string[];
}

/** What the key over a table says of it. */
function readKey(key: string, isOneOfSeveral: boolean): Partial<Circumstances> {
  if (wrapperKeys.includes(key)) return {};
  if (isIntervalKey(key)) return { interval: key };
  if (isMarketWord(key)) return { kind: key };
  const isMarket = isMarketKey(key) || (isOneOfSeveral && !isPlainKey(key));
  return isMarket ? { symbol: key } : {};
}

function collectTables(value: unknown, place: Place, depth: number): readonly FoundTable[] {
  if (Array.isArray(value)) return collectFromArray(value, place, depth);
  if (!isRecord(value)) return [];
  const here = { ...place, ...readCircumstances(value, place) };
  const table = fromChart(value, here) ?? readRecord(value);
  if (table !== undefined) return [finish(table, here)];
  if (depth === 0) return [];
  const keys = Object.keys(value);
  const ordered = [
    ...wrapperKeys.filter((key) => keys.includes(key)),
    ...keys.filter((key) => !wrapperKeys.includes(key)),
  ];
  const isOneOfSeveral = ordered.filter((key) => isTableLike(value[key])).length > 1;
  return ordered.flatMap((key) => {
    const said = readKey(key, isOneOfSeveral);
    const symbol = here.symbol ?? said.symbol;
    const inner = { ...here, ...said, symbol, path: [...here.path, key] };
    return collectTables(value[key], inner, depth - 1);
  });
}

/** Where exchanges and tools put what was asked for. */
const wrapperKeys = [
  ...['data', 'Data', 'result', 'results', 'list', 'rows', 'candles', 'candle', 'klines', 'kline'],
  ...['items', 'values', 'bars', 'ohlc', 'ohlcv', 'chart', 'historical', 'history', 'payload'],
  ...['prices', 'quotes', 'priceData', 'response', 'body', 'content'],
];

function isTableLike(value: unknown): boolean {
  if (!Array.isArray(value) || value.length === 0) return isRecord(value);
  return value.every((row) => Array.isArray(row)) || value.every(isRecord);
}

type NamedRows = Pick<FoundTable, 'names' | 'rows'>;

function finish({ names, rows }: NamedRows, place: Place): FoundTable {
  const { path, symbol } = place;
  const isNamed =
    names?.some((name) => /^(symbol|ticker|pair|market|instid)$/i.test(name)) === true;
  return { ...place, names, rows, path: path.join('.'), symbol: isNamed ? undefined : symbol };
}

function collectFromArray(
  values: readonly unknown[],
  place: Place,
  depth: number,
): readonly FoundTable[] {
  if (depth > 0 && values.length > 0 && values.every(holdsTable)) {
    return values.flatMap((element, at) =>
      collectTables(element, { ...place, path: [...place.path, String(at)] }, depth - 1),
    );
  }
  const table = fromArray(values);
  return table === undefined ? [] : [finish(table, place)];
}

/** Whether a value is no row but has rows in it: an answer a market or a page. */
function holdsTable(value: unknown): boolean {
  if (!isRecord(value)) return false;
  if (Array.isArray(value.timestamp)) return true;
  const numbers = Object.values(value).filter((cell) => typeof cell === 'number').length;
  return numbers < 4 && Object.values(value).some(isRows);
}

function isRows(cell: unknown): boolean {
  if (!Array.isArray(cell) || cell.length === 0) return false;
  return cell.every((row) => Array.isArray(row) || (isRecord(row) && Object.keys(row).length > 3));
}

function fromArray(values: readonly unknown[]): NamedRows | undefined {
  if (values.length === 0) return { names: undefined, rows: [] };
  if (values.every((row) => Array.isArray(row))) {
    return { names: undefined, rows: values as readonly Row[] };
  }
  if (!values.every(isRecord)) return undefined;
  return flattenRecords(values);
}

function readRecord(value: JsonRecord): NamedRows | undefined {
  return fromSplit(value) ?? fromColumns(value) ?? fromRecordsByKey(value);
}

/** Yahoo's chart: times in one list, prices in lists beside them: `indicators.quote[0].open`. */
function fromChart(value: JsonRecord, { zone }: Place): NamedRows | undefined {
  const { timestamp, indicators, meta } = value;
  if (!Array.isArray(timestamp) || !isRecord(indicators)) return undefined;
  const [quote] = Array.isArray(indicators.quote) ? (indicators.quote as readonly unknown[]) : [];
  if (!isRecord(quote)) return undefined;
  const granularity = isRecord(meta) ? String(meta.dataGranularity) : '';
  const isOfDays = zone !== undefined && /^\d+(d|wk|mo)$/.test(granularity);
  // A day's bar is stamped with the session's start, which summer time moves: its day is what counts.
  const times = isOfDays ? toLocalDates(timestamp, zone) : timestamp;
  return fromColumns({ [isOfDays ? 'date' : 'timestamp']: times, ...quote });
}

/** `{"columns": [...], "index": [...], "data": [[...]]}`: pandas, orient="split". */
function fromSplit(value: JsonRecord): NamedRows | undefined {
  const { columns, index, data } = value;
  if (!Array.isArray(columns) || !Array.isArray(data)) return undefined;
  if (!data.every((row) => Array.isArray(row))) return undefined;
  const names = columns.map((name) => (isRecord(name) ? String(name.name) : String(name)));
  const rows = data as readonly Row[];
  if (!Array.isArray(index) || index.length !== rows.length || isCounting(index.map(String))) {
    return { names, rows };
  }
  return { names: ['index', ...names], rows: rows.map((row, at) => [index[at], ...row]) };
}

/** `{"open": [...]}`, or `{"open": {"0": ...}}` as pandas writes it by default. */
function fromColumns(value: JsonRecord): NamedRows | undefined {
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
  const records = columns.map(([, column]) => column as JsonRecord);
  const keys = Object.keys(records[0]);
  if (keys.length === 0 || !keys.every(isIndexKey)) return undefined;
  const names = columns.map(([name]) => name);
  const rows = keys.map((key) => records.map((record) => record[key]));
  if (isCounting(keys)) return { names, rows };
  return { names: ['index', ...names], rows: rows.map((row, at) => [keys[at], ...row]) };
}

/** `{"0": {"open": ...}}`: pandas, orient="index"; `{"2024-01-31": {"1. open": ...}}`: Alpha Vantage. */
function fromRecordsByKey(value: JsonRecord): NamedRows | undefined {
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

/** Keys of rows are numbers or dates, names of columns are not: "1. open" is one. */
function isIndexKey(key: string): boolean {
  return /^-?\d[\d.eE+-]*$|^\d+[-/.:]\d/.test(key);
}

function isCounting(keys: readonly string[]): boolean {
  return keys.every((key, at) => key === String(at));
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function isFlatRecord(value: unknown): boolean {
  return isRecord(value) && Object.values(value).every(isScalar);
}
