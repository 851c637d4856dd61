import { parseJson } from '../../core/parse-json';

// Values as the database holds them, as bytes: JSON with sorted names, then the bytes of arrays and blobs that it refers to.
// The same value gives the same bytes, and comes back as it was,
// but for names that `parseJson` drops.

/** Arrays of numbers that records have, by the names that files have for them. */
const arrayTypes = {
  f32: Float32Array,
  f64: Float64Array,
  u8: Uint8Array,
  i32: Int32Array,
} as const;

type ArrayType = keyof typeof arrayTypes;

/** Marks what JSON has no form of. */
const sign = '$';

/** Bytes of a value, some of which may lie in the database still. */
export function encodeValue(value: unknown): Blob {
  const parts: (Blob | Uint8Array<ArrayBuffer>)[] = [];
  const text = new TextEncoder().encode(JSON.stringify(toPlain(value, parts)));
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, text.length, true);
  return new Blob([length, text, ...parts]);
}

function toPlain(value: unknown, parts: (Blob | Uint8Array<ArrayBuffer>)[]): unknown {
  if (typeof value === 'number') {
    const isPlain = Number.isFinite(value) && !Object.is(value, -0);
    return isPlain
      ? value
      : { [sign]: 'number', text: Object.is(value, -0) ? '-0' : String(value) };
  }
  if (value === undefined) return { [sign]: 'undefined' };
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Blob) {
    parts.push(value);
    return { [sign]: 'blob', bytes: value.size };
  }
  if (ArrayBuffer.isView(value)) {
    const type = Object.entries(arrayTypes).find(([, kind]) => value instanceof kind)?.[0];
    if (type === undefined) throw new TypeError('workspace: an array of an unknown type');
    parts.push(new Uint8Array(value.buffer as ArrayBuffer, value.byteOffset, value.byteLength));
    return { [sign]: type, bytes: value.byteLength };
  }
  if (Array.isArray(value)) return value.map((one) => toPlain(one, parts));
  const entries = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, one]) => [name, toPlain(one, parts)] as const);
  const hasSign = entries.some(([name]) => name === sign);
  return hasSign ? { [sign]: 'object', entries } : Object.fromEntries(entries);
}

/**
 * Returns the value of bytes that `encodeValue` made; what was a blob is a slice of `bytes`, which is not read. Throws `RangeError` for any
 * other bytes.
 */
export async function decodeValue(bytes: Blob): Promise<unknown> {
  const head = new DataView(await bytes.slice(0, 4).arrayBuffer());
  if (head.byteLength < 4) throw new RangeError('a value is cut short');
  const start = 4 + head.getUint32(0, true);
  if (start > bytes.size) throw new RangeError('a value is cut short');
  const text = new TextDecoder('utf-8', { fatal: true }).decode(
    await bytes.slice(4, start).arrayBuffer(),
  );
  const reader = { bytes, at: start };
  const value = await fromPlain(parseJson(text), reader);
  if (reader.at !== bytes.size) throw new RangeError('a value is longer than it says');
  return value;
}

interface PartReader {
  readonly bytes: Blob;
  at: number;
}

async function fromPlain(plain: unknown, reader: PartReader): Promise<unknown> {
  if (typeof plain !== 'object' || plain === null) return plain;
  if (Array.isArray(plain)) {
    const values: unknown[] = [];
    for (const one of plain) values.push(isPlain(one) ? one : await fromPlain(one, reader));
    return values;
  }
  if (!Object.hasOwn(plain, sign)) return fromEntries(Object.entries(plain), reader);
  const { [sign]: kind, text, bytes, entries } = plain as Record<string, unknown>;
  if (kind === 'undefined') return undefined;
  if (kind === 'number') return Number(text);
  if (kind === 'object' && Array.isArray(entries)) {
    return fromEntries(entries as [string, unknown][], reader);
  }
  const part = takePart(reader, bytes);
  if (kind === 'blob') return part;
  if (typeof kind !== 'string' || !Object.hasOwn(arrayTypes, kind)) {
    throw new RangeError(`a value is of the unknown kind ${String(kind)}`);
  }
  return new arrayTypes[kind as ArrayType](await part.arrayBuffer());
}

/** Most values are, and awaiting each would take longer than all else. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

async function fromEntries(
  entries: readonly (readonly [string, unknown])[],
  reader: PartReader,
): Promise<unknown> {
  const read: [string, unknown][] = [];
  for (const [name, one] of entries) {
    read.push([name, isPlain(one) ? one : await fromPlain(one, reader)]);
  }
  return Object.fromEntries(read);
}

function takePart(reader: PartReader, bytes: unknown): Blob {
  const length = Number(bytes);
  const end = reader.at + length;
  if (!Number.isInteger(length) || length < 0 || end > reader.bytes.size) {
    throw new RangeError('a value is cut short');
  }
  const part = reader.bytes.slice(reader.at, end);
  reader.at = end;
  return part;
}
