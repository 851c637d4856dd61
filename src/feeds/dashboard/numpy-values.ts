import { PickleError, type PickleReader } from './pickle-reader';

/** A type of values, such as `f8`; its byte order comes as state. */
export class NumpyDtype {
  readonly code: string;
  isBigEndian = false;

  constructor(code: string) {
    this.code = code;
  }

  get size(): number {
    return Number(this.code.slice(1));
  }

  /** `(version, byte order, ...)`. */
  build(state: unknown): void {
    this.isBigEndian = Array.isArray(state) && state[1] === '>';
  }
}

/** An array as NumPy pickles it: what it is comes as state, and its bytes stay where they lie. */
export class NumpyArray {
  shape: readonly unknown[] = [];
  dtype: unknown;
  /** `Uint8Array`, text whose characters are bytes, or a list of objects. */
  data: unknown;

  /** `numpy.core.numeric._frombuffer(buffer, dtype, shape, order)`. */
  static ofBuffer([data, dtype, shape]: readonly unknown[]): NumpyArray {
    const array = new NumpyArray();
    array.build([1, shape, dtype, false, data]);
    return array;
  }

  /** `(version, shape, dtype, is Fortran, data)`. */
  build(state: unknown): void {
    if (!Array.isArray(state) || !Array.isArray(state[1])) {
      throw new PickleError('has an array without a shape');
    }
    [, this.shape, this.dtype, , this.data] = state as [
      unknown,
      unknown[],
      unknown,
      unknown,
      unknown,
    ];
  }
}

/** An array as joblib writes it: its bytes follow the instruction that gives its state; of objects, a pickle of its own does. */
export class WrappedArray {
  array: unknown;

  build(state: unknown, reader: PickleReader, readNested: () => unknown): void {
    if (!(state instanceof Map)) throw new PickleError('has an array without attributes');
    const [shape, dtype] = [state.get('shape') as unknown, state.get('dtype') as unknown];
    if (!Array.isArray(shape) || !(dtype instanceof NumpyDtype)) {
      throw new PickleError('has an array without a shape or a type');
    }
    if (dtype.code.startsWith('O')) {
      this.array = readNested();
      return;
    }
    if ((state.get('numpy_array_alignment_bytes') ?? null) !== null) reader.bytes(reader.byte());
    const count = shape.reduce((product: number, length) => product * Number(length), 1);
    this.array = NumpyArray.ofBuffer([reader.bytes(count * dtype.size), dtype, shape]);
  }
}

/** `numpy.core.multiarray.scalar(dtype, bytes)`. */
export function readScalar([dtype, data]: readonly unknown[]): unknown {
  return readNumbers(NumpyArray.ofBuffer([data, dtype, [1]]))?.[0];
}

/** More numbers than a scaler has columns. */
const maxNumbers = 100_000;

/** Returns the numbers of a one-dimensional array, or of a list of numbers; undefined for anything else. */
export function readNumbers(value: unknown): number[] | undefined {
  if (value instanceof WrappedArray) return readNumbers(value.array);
  if (Array.isArray(value))
    return value.every((one) => typeof one === 'number') ? value : undefined;
  if (!(value instanceof NumpyArray) || !(value.dtype instanceof NumpyDtype)) return undefined;
  const { shape, dtype } = value;
  const [count = 1] = shape as number[];
  const bytes = readBytes(value.data);
  const read = bytes === undefined || dtype.isBigEndian ? undefined : openReader(dtype.code, bytes);
  if (read === undefined || bytes === undefined || shape.length > 1) return undefined;
  if (!(count <= maxNumbers) || bytes.length !== count * dtype.size) return undefined;
  return Array.from({ length: count }, (_, at) => read(at));
}

/** Returns the texts of an array of objects, or of a list; undefined for anything else. */
export function readTexts(value: unknown): string[] | undefined {
  if (value instanceof WrappedArray) return readTexts(value.array);
  const items = value instanceof NumpyArray ? value.data : value;
  const isTexts = Array.isArray(items) && items.every((one) => typeof one === 'string');
  return isTexts ? items : undefined;
}

function readBytes(data: unknown): Uint8Array | undefined {
  if (data instanceof Uint8Array) return data;
  const text = typeof data === 'string' ? data : (data as { latin1?: unknown } | null)?.latin1;
  if (typeof text !== 'string' || text.length > 8 * maxNumbers) return undefined;
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function openReader(code: string, bytes: Uint8Array): ((at: number) => number) | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (code) {
    case 'f8':
      return (at) => view.getFloat64(at * 8, true);
    case 'f4':
      return (at) => view.getFloat32(at * 4, true);
    case 'i8':
      return (at) => Number(view.getBigInt64(at * 8, true));
    case 'i4':
      return (at) => view.getInt32(at * 4, true);
    default:
      return undefined;
  }
}
