import {
  type BarColumn,
  type Bars,
  listColumns,
  optionalColumns,
  requiredColumns,
} from '../core/bars/bars';
import { hashBars } from './hash';
import type { PackedBars } from './schema';
import * as v from 'valibot';

/** Packs bars; of views, only the viewed part is packed. */
export function packBars(bars: Bars): PackedBars {
  const columns = listColumns(bars);
  return {
    intervalMs: bars.intervalMs,
    columns: columns.map(({ column, name }) => ({ column, name })),
    bytes: new Blob(columns.map(({ values }) => values as Float64Array<ArrayBuffer>)),
  };
}

/**
 * Returns the bars that were packed, each column in its own memory, so that it can be transferred alone; undefined
 * when they do not have the form of bars. Throws `NotReadableError` when the browser has lost the bytes.
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
export async function verifyBars(record: unknown): Promise<Bars | undefined> {
  if (!v.is(storedBarsSchema, record)) return undefined;
  const { id, packed } = record;
  const bars = await unpackBars(packed);
  return bars !== undefined && (await hashBars(bars)) === id ? bars : undefined;
}

const storedBarsSchema = v.object({
  id: v.string(),
  packed: v.object({
    intervalMs: v.number(),
    columns: v.array(
      v.object({
        column: v.picklist([...requiredColumns, ...optionalColumns, 'extra']),
        name: v.string(),
      }),
    ),
    bytes: v.instance(Blob),
  }),
});
