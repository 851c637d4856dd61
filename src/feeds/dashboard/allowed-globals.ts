import { NumpyArray, NumpyDtype, readScalar, WrappedArray } from './numpy-values';
import { PickleError } from './pickle-reader';

/** A class or function that a pickle may name; `create` makes our record of what a call would make, and runs nothing of the file. */
export interface Allowed {
  readonly module: string;
  readonly name: string;
  /** `where` names the call and its place, for errors. */
  create(args: readonly unknown[], where: string): unknown;
}

/** Values of a tensor, by the names that PyTorch has for their storage. */
const storageTypes = {
  FloatStorage: 'float32',
  DoubleStorage: 'float64',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  LongStorage: 'int64',
  IntStorage: 'int32',
} as const;

export type StorageType = (typeof storageTypes)[keyof typeof storageTypes];

/** Returns the type of values that a storage class stands for; undefined for any other value. */
export function findStorageType(value: unknown): StorageType | undefined {
  const name = value instanceof Object && 'name' in value ? String(value.name) : '';
  if (allowed.get(`torch ${name}`) !== value) return undefined;
  return storageTypes[name as keyof typeof storageTypes];
}

/** A tensor as `torch._utils._rebuild_tensor_v2` is asked for it; its values lie in the storage. */
export class Tensor {
  readonly storage: unknown;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly stride: readonly number[];

  constructor({ storage, offset, shape, stride }: Pick<Tensor, keyof Tensor>) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.stride = stride;
  }
}

/** An object of a class of which only the attributes are read. */
export class PlainRecord {
  readonly className: string;
  #attributes: ReadonlyMap<unknown, unknown> = new Map();

  constructor(className: string) {
    this.className = className;
  }

  /** Returns an attribute; undefined where there is none. */
  get(name: string): unknown {
    return this.#attributes.get(name);
  }

  build(state: unknown): void {
    if (!(state instanceof Map))
      throw new PickleError(`has a ${this.className} without attributes`);
    this.#attributes = state;
  }
}

const numpyModules = ['numpy.core', 'numpy._core'];

/** By module and name, with a space between. */
export const allowed: ReadonlyMap<string, Allowed> = new Map(
  [
    allow('collections', 'OrderedDict', createDict),
    allow('torch._utils', '_rebuild_tensor_v2', createTensor),
    allow('torch._utils', '_rebuild_parameter', ([tensor]) => tensor),
    ...Object.keys(storageTypes).map((name) =>
      allow('torch', name, (_, where) => {
        throw new PickleError(`calls ${where}, which is only a name here`);
      }),
    ),
    allow('_codecs', 'encode', ([text]) => ({ latin1: text })),
    allow('copyreg', '_reconstructor', createRecord),
    allow('copy_reg', '_reconstructor', createRecord),
    allow('__builtin__', 'object', () => null),
    allow('builtins', 'object', () => null),
    allow('numpy', 'ndarray', () => new NumpyArray()),
    allow('numpy', 'dtype', ([code]) => new NumpyDtype(String(code))),
    ...numpyModules.flatMap((module) => [
      allow(`${module}.multiarray`, '_reconstruct', () => new NumpyArray()),
      allow(`${module}.multiarray`, 'scalar', readScalar),
      allow(`${module}.numeric`, '_frombuffer', (args) => NumpyArray.ofBuffer(args)),
    ]),
    allow('joblib.numpy_pickle', 'NumpyArrayWrapper', () => new WrappedArray()),
    ...['StandardScaler', 'MinMaxScaler', 'RobustScaler'].flatMap((name) =>
      ['sklearn.preprocessing._data', 'sklearn.preprocessing.data'].map((module) =>
        allow(module, name, () => new PlainRecord(name)),
      ),
    ),
  ].map((entry) => [`${entry.module} ${entry.name}`, entry]),
);

function allow(module: string, name: string, create: Allowed['create']): Allowed {
  return { module, name, create };
}

/** Of `copyreg._reconstructor(cls, object, None)`, as old protocols write objects. */
function createRecord([type]: readonly unknown[], where: string): unknown {
  const known = [...allowed.values()].find((entry) => entry === type);
  if (known === undefined) throw new PickleError(`calls ${where} with an unknown class`);
  return known.create([], where);
}

function createDict([pairs]: readonly unknown[], where: string): Map<unknown, unknown> {
  if (pairs === undefined) return new Map();
  const isPairs =
    Array.isArray(pairs) && pairs.every((one) => Array.isArray(one) && one.length === 2);
  if (!isPairs) throw new PickleError(`calls ${where} without pairs`);
  return new Map(pairs as [unknown, unknown][]);
}

function createTensor(args: readonly unknown[], where: string): Tensor {
  const [storage, offset, shape, stride] = args;
  if (isWhole(offset) && isSizes(shape) && isSizes(stride) && shape.length === stride.length) {
    return new Tensor({ storage, offset, shape, stride });
  }
  throw new PickleError(`calls ${where} with sizes that are none`);
}

function isWhole(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isSizes(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.length <= 8 && value.every(isWhole);
}
