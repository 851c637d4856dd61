import * as v from 'valibot';
import type { NamedWeights } from '../../core/models/model-kind';
import { parseJson } from '../../core/parse-json';

/** What cannot be read as a model file; the message names the place. */
export class ModelFileError extends Error {
  override readonly name = 'ModelFileError';
}

/** A larger header is no header. */
const maxHeaderBytes = 16_000_000;

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const tensorSchema = v.object({
  dtype: v.string(),
  shape: v.array(whole),
  data_offsets: v.tuple([whole, whole]),
});

const metadataSchema = v.record(v.string(), v.string());

/** Arrays and notes of a safetensors file. */
interface Safetensors {
  readonly weights: NamedWeights;
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Returns a safetensors file: the length of the header as a little-endian uint64, the header as JSON, filled up with spaces to a
 * multiple of 8 bytes, then all arrays as little-endian float32 without gaps. Source: huggingface/safetensors, "Format".
 */
export function writeSafetensors({ weights, metadata }: Safetensors): Uint8Array<ArrayBuffer> {
  let offset = 0;
  const tensors = weights.map(({ name, shape, values }) => {
    const start = offset;
    offset += values.length * 4;
    return [name, { dtype: 'F32', shape, data_offsets: [start, offset] }] as const;
  });
  const header = new TextEncoder().encode(
    JSON.stringify(Object.fromEntries([['__metadata__', metadata], ...tensors])),
  );
  const headerBytes = Math.ceil(header.length / 8) * 8;
  const file = new Uint8Array(8 + headerBytes + offset);
  const view = new DataView(file.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  file.set(header, 8);
  file.fill(0x20, 8 + header.length, 8 + headerBytes);
  let at = 8 + headerBytes;
  for (const { values } of weights) {
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return file;
}

/**
 * Returns the arrays of a safetensors file, in the order in which they lie, and its notes. Throws `ModelFileError` for a file that is
 * cut off, has gaps or overlaps, or holds anything but float32.
 */
export function readSafetensors(file: Uint8Array): Safetensors {
  const { header, dataStart } = readHeader(file);
  const view = new DataView(file.buffer, file.byteOffset + dataStart, file.length - dataStart);
  const { __metadata__: notes, ...entries } = header;
  const metadata = notes === undefined ? {} : check(metadataSchema, notes, '__metadata__');
  const tensors = Object.entries(entries)
    .map(([name, entry]) => ({ name, ...check(tensorSchema, entry, `"${name}"`) }))
    .sort((a, b) => a.data_offsets[0] - b.data_offsets[0]);
  let at = 0;
  const weights = tensors.map(({ name, dtype, shape, data_offsets: [start, end] }) => {
    if (dtype !== 'F32') throw new ModelFileError(`"${name}" must be F32, is ${dtype}`);
    const size = shape.reduce((product, length) => product * length, 1);
    if (start !== at || end !== start + size * 4) {
      throw new ModelFileError(
        `"${name}" of ${size} values must lie at bytes ${at} to ${at + size * 4}, lies at ${start} to ${end}`,
      );
    }
    if (end > view.byteLength) {
      throw new ModelFileError(`truncated: "${name}" ends at byte ${end} of ${view.byteLength}`);
    }
    const values = new Float32Array(size);
    for (let value = 0; value < size; value++)
      values[value] = view.getFloat32(start + value * 4, true);
    at = end;
    return { name, shape, values };
  });
  if (at !== view.byteLength) {
    throw new ModelFileError(`${view.byteLength - at} bytes after the last array belong to none`);
  }
  return { weights, metadata };
}

function readHeader(file: Uint8Array): {
  readonly header: Readonly<Record<string, unknown>>;
  readonly dataStart: number;
} {
  if (file.length < 8) throw new ModelFileError(`truncated: need 8 bytes, have ${file.length}`);
  const length = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (length > BigInt(maxHeaderBytes)) throw new ModelFileError('no safetensors file');
  const dataStart = 8 + Number(length);
  if (dataStart > file.length) {
    throw new ModelFileError(`truncated: need ${dataStart} bytes, have ${file.length}`);
  }
  const text = new TextDecoder().decode(file.subarray(8, dataStart));
  let header: unknown;
  try {
    header = parseJson(text);
  } catch {
    throw new ModelFileError('no safetensors file: its header is no JSON');
  }
  return { header: check(v.record(v.string(), v.unknown()), header, 'the header'), dataStart };
}

function check<Schema extends v.GenericSchema>(
  schema: Schema,
  value: unknown,
  what: string,
): v.InferOutput<Schema> {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw new ModelFileError(`${what}: ${result.issues[0].message}`);
}
