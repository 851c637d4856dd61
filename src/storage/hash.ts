import { optionalColumns, requiredColumns, type Bars } from '../core/bars/bars';
import type { NamedWeights } from '../core/models/model-kind';

/**
 * Returns the SHA-256 (hex) of bars: of their interval, the names of their columns, and the SHA-256 of each column's
 * float64 bytes. Equal bars have the same hash on every machine, however they are stored; extras are sorted by
 * name.
 */
export async function hashBars(bars: Bars): Promise<string> {
  const columns: HashedArray[] = [];
  for (const name of [...requiredColumns, ...optionalColumns]) {
    const values = bars[name];
    if (values !== undefined) columns.push({ name, values });
  }
  for (const name of Object.keys(bars.extras ?? {}).sort()) {
    const values = bars.extras?.[name];
    if (values !== undefined) columns.push({ name: `extra:${name}`, values });
  }
  return hashArrays({ kind: 'bars', intervalMs: bars.intervalMs }, columns);
}

/** Returns the SHA-256 (hex) of weights: of names and shapes, and the SHA-256 of each array's bytes. */
export async function hashWeights(weights: NamedWeights): Promise<string> {
  const shapes = weights.map(({ name, shape }) => [name, shape]);
  return hashArrays({ kind: 'weights', shapes }, weights);
}

/** Returns the SHA-256 (hex) of a text's UTF-8 bytes. */
export async function hashText(text: string): Promise<string> {
  return toHex(await digest(new TextEncoder().encode(text)));
}

/** Returns the SHA-256 (hex) of bytes. */
export async function hashBytes(bytes: ArrayBuffer): Promise<string> {
  return toHex(await digest(new Uint8Array(bytes)));
}

interface HashedArray {
  readonly name: string;
  readonly values: Float64Array | Float32Array;
}

/** Hashes the arrays one by one, so that no copy of all of them is needed. */
async function hashArrays(header: object, arrays: readonly HashedArray[]): Promise<string> {
  const digests = await Promise.all(
    arrays.map(async ({ name, values }) => [name, toHex(await digest(viewBytes(values)))]),
  );
  return hashText(JSON.stringify([header, digests]));
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** Returns the bytes of an array, which are little-endian on every machine that runs a browser. */
function viewBytes(values: Float64Array | Float32Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values.buffer as ArrayBuffer, values.byteOffset, values.byteLength);
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
