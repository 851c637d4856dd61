import {
  type BarColumn,
  type Bars,
  type Column,
  listColumns,
  optionalColumns,
  requiredColumns,
} from '../core/bars/bars';
import { hashBars } from './hash';
import type { StoredBars } from './schema';

/**
 * Bars as they lie in the database: all columns one after the other in one blob, which a browser
 * stores and reads much faster than arrays (docs/decisions/006-bytes-in-indexeddb.md).
 */
export interface PackedBars {
  readonly intervalMs: number;
  /** In the order in which they lie in `bytes`. */
  readonly columns: readonly Pick<Column, 'column' | 'name'>[];
  /** Little-endian float64, the same number of them for each column. */
  readonly bytes: Blob;
}

/** Packs bars; views are packed without the memory around them. */
export function packBars(bars: Bars): PackedBars {
  const columns = listColumns(bars);
  return {
    intervalMs: bars.intervalMs,
    columns: columns.map(({ column, name }) => ({ column, name })),
    bytes: new Blob(columns.map(({ values }) => values as Float64Array<ArrayBuffer>)),
  };
}

/**
 * Returns the bars that were packed, each column in memory of its own, so that it can be transferred
 * alone; undefined when they do not have the shape of bars. Throws `NotReadableError` when the browser
 * has lost the bytes.
 */
export async function unpackBars({
  intervalMs,
  columns,
  bytes,
}: PackedBars): Promise<Bars | undefined> {
  const size = bytes.size / columns.length;
  if (size % Float64Array.BYTES_PER_ELEMENT !== 0) return undefined;
  const found: Partial<Record<BarColumn, Float64Array>> = {};
  const extras: Record<string, Float64Array> = {};
  await Promise.all(
    columns.map(async ({ column, name }, at) => {
      const part = await bytes.slice(at * size, (at + 1) * size).arrayBuffer();
      if (column === 'extra') extras[name] = new Float64Array(part);
      else found[column] = new Float64Array(part);
    }),
  );
  if (!hasRequired(found)) return undefined;
  return { intervalMs, ...found, ...(Object.keys(extras).length === 0 ? {} : { extras }) };
}

function hasRequired(
  columns: Partial<Record<BarColumn, Float64Array>>,
): columns is Omit<Bars, 'intervalMs' | 'extras'> {
  return requiredColumns.every((name) => columns[name] !== undefined);
}

/**
 * Returns the bars of a record if their hash is its id; undefined when they are damaged. Throws
 * `NotReadableError` when the browser has lost their bytes.
 */
export async function verifyBars(record: StoredBars): Promise<Bars | undefined> {
  const { id, bars, packed }: StoredRecord = record;
  const found = isPacked(packed) ? await unpackBars(packed) : bars;
  return isBars(found) && (await hashBars(found)) === id ? found : undefined;
}

/** What a record is before it has been looked at. */
type StoredRecord = Readonly<Partial<Record<keyof StoredBars, unknown>>>;

function isPacked(value: unknown): value is PackedBars {
  if (!isRecord(value)) return false;
  const { columns, bytes } = value;
  const isColumnName = (one: unknown): boolean =>
    isRecord(one) && typeof one['column'] === 'string' && typeof one['name'] === 'string';
  return bytes instanceof Blob && Array.isArray(columns) && columns.every(isColumnName);
}

/** Whether a value has the shape of bars, which is all that hashing needs. */
function isBars(value: unknown): value is Bars {
  if (!isRecord(value)) return false;
  const { intervalMs, extras = {} } = value;
  return (
    typeof intervalMs === 'number' &&
    requiredColumns.every((name) => isColumn(value[name])) &&
    optionalColumns.every((name) => value[name] === undefined || isColumn(value[name])) &&
    isRecord(extras) &&
    Object.values(extras).every(isColumn)
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isColumn(value: unknown): value is Float64Array {
  return value instanceof Float64Array;
}
