import { optionalColumns, requiredColumns, type Bars } from '../core/bars/bars';
import { hashBars } from './hash';
import { unpackBars, type PackedBars } from './pack-bars';
import type { StoredBars } from './schema';

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
