import { unpackZip } from '../containers/zip';
import { ImportError } from '../import-error';
import { findStorageType, type StorageType, Tensor } from './allowed-globals';
import { PickleError } from './pickle-reader';
import { unpickle } from './unpickle';

/** A named tensor of a state dict, row-major. */
export interface StateArray {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
  /** The same for tensors that lie at the same place. */
  readonly place: string;
}

/** What a file of `torch.save` holds. */
interface TorchFile {
  /** In the order of the state dict. */
  readonly arrays: readonly StateArray[];
  /** What lies beside the state dict, such as the names of features. */
  readonly notes: ReadonlyMap<unknown, unknown>;
}

/** Numbers of all arrays, at most: a hundred times those of the reference dashboard's network. */
const maxNumbers = 50_000_000;

/** Where checkpoints keep the state dict. */
const stateNames = ['model_state_dict', 'state_dict', 'model_state', 'model', 'network', 'net'];

/**
 * Returns the tensors of a file that `torch.save` made of a state dict, or of a dict with one. Throws `ImportError` for a file of another
 * kind, and for one that names anything but tensors: it is refused by name, and nothing of it is executed. Source: PyTorch,
 * torch/serialization.py (zip format, since 1.6).
 */
export async function readTorchFile(
  bytes: Uint8Array<ArrayBuffer>,
  file: string,
): Promise<TorchFile> {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) {
    throw new ImportError(
      `${file} is no zip archive, as torch.save writes them since PyTorch 1.6. Load it there and save it again.`,
    );
  }
  const { members } = await unpackZip(
    bytes,
    file,
    () => undefined,
    (entries) => ({
      chosen: entries,
      notes: [],
    }),
  );
  const find = (end: string) =>
    members.find(({ name }) => name === end || name.endsWith(`/${end}`));
  if (members.some(({ name }) => /(^|\/)(constants\.pkl|code\/.*)$/.test(name))) {
    throw new ImportError(
      `${file} is TorchScript, which is a program. Save the weights alone: torch.save(model.state_dict(), ...).`,
    );
  }
  const pickled = find('data.pkl');
  if (pickled === undefined)
    throw new ImportError(`${file} has no data.pkl, as torch.save writes it.`);
  const order = find('byteorder');
  if (order !== undefined && new TextDecoder().decode(order.bytes) !== 'little') {
    throw new ImportError(`${file} was saved on a machine of another byte order.`);
  }
  const folder = pickled.name.slice(0, -'data.pkl'.length);
  const storages = new Map(
    members.map(({ name, bytes: own }) => [name.replace(`${folder}data/`, ''), own]),
  );
  try {
    const root = unpickle(pickled.bytes, { load: loadStorage });
    const { state, notes } = findState(root);
    return { arrays: readArrays(state, storages), notes };
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    throw new ImportError(`${file}: data.pkl ${error.message}. Nothing of it was run.`, {
      cause: error,
    });
  }
}

/** Where the values of a tensor lie. */
class Storage {
  readonly type: StorageType;
  readonly key: string;

  constructor(type: StorageType, key: string) {
    this.type = type;
    this.key = key;
  }
}

/** Of `('storage', type, key, location, size)`. */
function loadStorage(id: unknown): Storage {
  const [tag, type, key] = Array.isArray(id) ? (id as unknown[]) : [];
  const known = findStorageType(type);
  if (tag !== 'storage' || known === undefined || typeof key !== 'string') {
    throw new PickleError('refers to what is no storage of a tensor');
  }
  return new Storage(known, key);
}

function findState(root: unknown): {
  readonly state: ReadonlyMap<unknown, unknown>;
  readonly notes: ReadonlyMap<unknown, unknown>;
} {
  if (!(root instanceof Map)) throw new PickleError('holds no dict of tensors');
  const whole: ReadonlyMap<unknown, unknown> = root;
  if ([...whole.values()].some((value) => value instanceof Tensor)) {
    return { state: whole, notes: new Map() };
  }
  const name = stateNames.find((one) => whole.get(one) instanceof Map);
  const state = name === undefined ? undefined : whole.get(name);
  if (!(state instanceof Map)) throw new PickleError('holds no dict of tensors');
  return { state, notes: new Map([...whole].filter(([key]) => key !== name)) };
}

function readArrays(
  state: ReadonlyMap<unknown, unknown>,
  storages: ReadonlyMap<string, Uint8Array>,
): StateArray[] {
  let total = 0;
  return [...state].map(([key, tensor]) => {
    const name = String(key);
    if (!(tensor instanceof Tensor) || !(tensor.storage instanceof Storage)) {
      throw new PickleError(`has "${name}" among its tensors, which is none`);
    }
    const { storage, offset, shape, stride } = tensor;
    const size = shape.reduce((product, length) => product * length, 1);
    total += size;
    if (!(total <= maxNumbers)) {
      throw new PickleError(`has tensors of more than ${maxNumbers} numbers`);
    }
    const bytes = storages.get(storage.key);
    if (bytes === undefined)
      throw new PickleError(`lacks data/${storage.key}, where "${name}" lies`);
    const { width, read } = openValues(storage.type, bytes);
    const last = shape.reduce((at, length, axis) => at + (length - 1) * stride[axis], offset);
    if (size > 0 && !((last + 1) * width <= bytes.length)) {
      throw new PickleError(
        `is cut short: "${name}" needs ${(last + 1) * width} bytes, has ${bytes.length}`,
      );
    }
    const values = new Float32Array(size);
    for (let at = 0; at < size; at++) values[at] = read(offset + placeOf(at, shape, stride));
    return { name, shape, values, place: `${storage.key} ${offset}` };
  });
}

/** Returns where the value of a row-major index lies in a storage. */
function placeOf(index: number, shape: readonly number[], stride: readonly number[]): number {
  let [rest, place] = [index, 0];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    place += (rest % shape[axis]) * stride[axis];
    rest = Math.floor(rest / shape[axis]);
  }
  return place;
}

interface Values {
  /** Bytes of one. */
  readonly width: number;
  readonly read: (index: number) => number;
}

function openValues(type: StorageType, bytes: Uint8Array): Values {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  switch (type) {
    case 'float32':
      return { width: 4, read: (at) => view.getFloat32(at * 4, true) };
    case 'float64':
      return { width: 8, read: (at) => view.getFloat64(at * 8, true) };
    case 'float16':
      return { width: 2, read: (at) => readHalf(view.getUint16(at * 2, true)) };
    case 'bfloat16':
      return { width: 2, read: (at) => readBrain(view.getUint16(at * 2, true)) };
    case 'int64':
      return { width: 8, read: (at) => Number(view.getBigInt64(at * 8, true)) };
    case 'int32':
      return { width: 4, read: (at) => view.getInt32(at * 4, true) };
  }
}

/** IEEE 754 binary16. */
function readHalf(bits: number): number {
  const sign = bits >> 15 === 1 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  if (exponent === 0) return sign * 2 ** -14 * fraction;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction);
}

/** The upper half of an IEEE 754 binary32. */
function readBrain(bits: number): number {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, bits << 16);
  return view.getFloat32(0);
}
