import { optionalColumns, requiredColumns, type Bars } from '../core/bars/bars';
import { hashBars } from './hash';

/** Returns whether a stored value is the bars whose hash is `id`. */
export async function isIntact(stored: unknown, id: string): Promise<boolean> {
  return isBars(stored) && (await hashBars(stored)) === id;
}

/** Whether a value has the shape of bars, which is all that hashing needs. */
function isBars(value: unknown): value is Bars {
  if (typeof value !== 'object' || value === null) return false;
  const columns = value as Readonly<Record<string, unknown>>;
  const { extras = {} } = columns;
  return (
    typeof columns['intervalMs'] === 'number' &&
    requiredColumns.every((name) => isColumn(columns[name])) &&
    optionalColumns.every((name) => columns[name] === undefined || isColumn(columns[name])) &&
    typeof extras === 'object' &&
    Object.values(extras ?? {}).every(isColumn)
  );
}

function isColumn(value: unknown): value is Float64Array {
  return value instanceof Float64Array;
}
