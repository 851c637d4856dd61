import { type Allowed, allowed } from './allowed-globals';
import { createPickleReader, PickleError, type PickleReader } from './pickle-reader';

/** How much of a pickle is taken; a model's or a scaler's own is a hundredth of it. */
const limits = { bytes: 16_000_000, values: 200_000, depth: 4 } as const;

/** What a pickle needs of the file that it lies in. */
interface UnpickleOptions {
  /** Returns what a persistent id stands for, such as the storage of a tensor; refused where it is left out. */
  readonly load?: (id: unknown) => unknown;
}

/**
 * Returns the value of a pickle of protocol 0 to 5: null, booleans, numbers, bigints, strings, `Uint8Array`, arrays for lists, tuples and
 * sets, `Map` for dicts, and records for the few classes of `allowed-globals.ts`. Nothing of the file is executed: a class or function that
 * is not among these is refused by its name and place, before anything is made of it.
 *
 * No value is copied by a reference to it, so memory is bounded by the size of the file. Throws `PickleError`. Source: CPython,
 * Lib/pickletools.py.
 */
export function unpickle(bytes: Uint8Array, { load }: UnpickleOptions = {}): unknown {
  if (bytes.length > limits.bytes) {
    throw new PickleError(`has ${bytes.length} bytes, more than the limit of ${limits.bytes}`);
  }
  return readPickle(createPickleReader(bytes), load, 0);
}

/** Returns the value of the pickle that begins at the reader's position; one that lies within another is `depth` deep. */
function readPickle(reader: PickleReader, load: UnpickleOptions['load'], depth: number): unknown {
  if (depth > limits.depth) throw new PickleError('has pickles in pickles');
  const machine = createMachine();
  const readNested = (): unknown => readPickle(reader, load, depth + 1);
  for (;;) {
    const at = reader.position;
    const code = reader.byte();
    const name = opcodeNames.get(code);
    if (name === undefined) {
      throw new PickleError(`has an unknown instruction 0x${code.toString(16)} at byte ${at}`);
    }
    if (name === 'STOP') return machine.pop(at);
    if (name === 'PERSID' || name === 'BINPERSID') {
      const id = name === 'PERSID' ? reader.line() : machine.pop(at);
      if (load === undefined) throw new PickleError(`refers to another file at byte ${at}`);
      machine.push(load(id), at);
      continue;
    }
    execute(name, at, machine, reader, readNested);
  }
}

/** What may stand on the stack besides values. */
const mark = Symbol('mark');

interface Machine {
  push(value: unknown, at: number): void;
  pop(at: number): unknown;
  /** Returns what was pushed since the last mark, which goes too. */
  popMarked(at: number): unknown[];
  /** Returns the value on top. */
  top(at: number): unknown;
  remember(index: number, at: number): void;
  rememberNext(at: number): void;
  recall(index: number, at: number): unknown;
}

function createMachine(): Machine {
  const stack: unknown[] = [];
  const memo = new Map<number, unknown>();
  let pushed = 0;
  const fail = (at: number): never => {
    throw new PickleError(`takes a value that is not there at byte ${at}`);
  };
  const machine: Machine = {
    push(value, at) {
      if (++pushed > limits.values) {
        throw new PickleError(`has more than ${limits.values} values, at byte ${at}`);
      }
      stack.push(value);
    },
    pop(at) {
      const value = machine.top(at);
      stack.pop();
      return value;
    },
    popMarked(at) {
      const start = stack.lastIndexOf(mark);
      if (start < 0) fail(at);
      const values = stack.splice(start + 1);
      stack.pop();
      return values;
    },
    top(at) {
      if (stack.length === 0 || stack[stack.length - 1] === mark) fail(at);
      return stack[stack.length - 1];
    },
    remember(index, at) {
      memo.set(index, machine.top(at));
    },
    rememberNext(at) {
      memo.set(memo.size, machine.top(at));
    },
    recall(index, at) {
      if (!memo.has(index)) fail(at);
      return memo.get(index);
    },
  };
  return machine;
}

/** Runs one instruction. */
function execute(
  name: Opcode,
  at: number,
  machine: Machine,
  reader: PickleReader,
  readNested: () => unknown,
): void {
  const push = (value: unknown): void => machine.push(value, at);
  const pop = (): unknown => machine.pop(at);
  const popMany = (count: number): unknown[] => {
    const values = Array.from({ length: count }, pop);
    return values.reverse();
  };
  const popGlobal = (value: unknown): Allowed => {
    if (isAllowed(value)) return value;
    throw new PickleError(`calls what is neither a class nor a function at byte ${at}`);
  };
  const call = (callee: unknown, args: unknown): void => {
    const { module, name: own, create } = popGlobal(callee);
    if (!Array.isArray(args)) throw new PickleError(`calls ${own} without arguments at byte ${at}`);
    push(create(args, `${module}.${own} at byte ${at}`));
  };
  const find = (module: string, own: string): void => {
    const found = allowed.get(`${module} ${own}`);
    if (found === undefined) throw new PickleError(`refuses ${module}.${own} at byte ${at}`);
    push(found);
  };
  switch (name) {
    case 'PROTO': {
      const version = reader.byte();
      if (version > 5)
        throw new PickleError(`has protocol ${version}; 5 is the last that is known`);
      return;
    }
    case 'FRAME':
      return void reader.bytes(0, reader.uint64());
    case 'MARK':
      return push(mark);
    case 'POP':
      return void pop();
    case 'POP_MARK':
      return void machine.popMarked(at);
    case 'DUP':
      return push(machine.top(at));
    case 'NONE':
      return push(null);
    case 'NEWTRUE':
      return push(true);
    case 'NEWFALSE':
      return push(false);
    case 'INT': {
      const text = reader.line();
      return push(text === '01' ? true : text === '00' ? false : reader.number(text, at));
    }
    case 'LONG':
      return push(reader.number(reader.line().replace(/L$/, ''), at));
    case 'FLOAT':
      return push(reader.number(reader.line(), at));
    case 'BININT':
      return push(reader.int32());
    case 'BININT1':
      return push(reader.byte());
    case 'BININT2':
      return push(reader.uint16());
    case 'LONG1':
      return push(reader.long(reader.byte()));
    case 'LONG4':
      return push(reader.long(reader.uint32()));
    case 'BINFLOAT':
      return push(reader.float64());
    case 'UNICODE':
      return push(reader.line());
    case 'BINUNICODE':
    case 'BINUNICODE8':
    case 'SHORT_BINUNICODE': {
      const length =
        name === 'BINUNICODE'
          ? reader.uint32()
          : name === 'BINUNICODE8'
            ? reader.uint64()
            : reader.byte();
      return push(reader.text(length));
    }
    case 'STRING':
      return push(reader.line().replace(/^(['"])(.*)\1$/, '$2'));
    case 'BINSTRING':
      return push(reader.latin1(reader.uint32()));
    case 'SHORT_BINSTRING':
      return push(reader.latin1(reader.byte()));
    case 'BINBYTES':
      return push(reader.bytes(reader.uint32()));
    case 'SHORT_BINBYTES':
      return push(reader.bytes(reader.byte()));
    case 'BINBYTES8':
    case 'BYTEARRAY8':
      return push(reader.bytes(reader.uint64()));
    case 'EMPTY_LIST':
    case 'EMPTY_TUPLE':
    case 'EMPTY_SET':
      return push([]);
    case 'EMPTY_DICT':
      return push(new Map());
    case 'LIST':
    case 'TUPLE':
    case 'FROZENSET':
      return push(machine.popMarked(at));
    case 'TUPLE1':
      return push(popMany(1));
    case 'TUPLE2':
      return push(popMany(2));
    case 'TUPLE3':
      return push(popMany(3));
    case 'DICT': {
      const values = machine.popMarked(at);
      const dict = new Map<unknown, unknown>();
      push(dict);
      return addPairs(dict, values, at);
    }
    case 'APPEND': {
      const value = pop();
      return addItems(machine.top(at), [value], at);
    }
    case 'APPENDS':
    case 'ADDITEMS': {
      const values = machine.popMarked(at);
      return addItems(machine.top(at), values, at);
    }
    case 'SETITEM': {
      const pair = popMany(2);
      return addPairs(machine.top(at), pair, at);
    }
    case 'SETITEMS': {
      const values = machine.popMarked(at);
      return addPairs(machine.top(at), values, at);
    }
    case 'PUT':
      return machine.remember(reader.number(reader.line(), at), at);
    case 'BINPUT':
      return machine.remember(reader.byte(), at);
    case 'LONG_BINPUT':
      return machine.remember(reader.uint32(), at);
    case 'MEMOIZE':
      return machine.rememberNext(at);
    case 'GET':
      return push(machine.recall(reader.number(reader.line(), at), at));
    case 'BINGET':
      return push(machine.recall(reader.byte(), at));
    case 'LONG_BINGET':
      return push(machine.recall(reader.uint32(), at));
    case 'GLOBAL':
      return find(reader.line(), reader.line());
    case 'STACK_GLOBAL': {
      const [module, own] = popMany(2);
      return find(String(module), String(own));
    }
    case 'REDUCE':
    case 'NEWOBJ': {
      const [callee, args] = popMany(2);
      return call(callee, args);
    }
    case 'NEWOBJ_EX': {
      const [callee, args] = popMany(3);
      return call(callee, args);
    }
    case 'BUILD': {
      const state = pop();
      const target = machine.top(at);
      // Attributes of a dict, such as `_metadata` of a state dict.
      if (target instanceof Map) return;
      if (!isBuildable(target)) {
        throw new PickleError(`sets the state of what has none at byte ${at}`);
      }
      return target.build(state, reader, readNested);
    }
  }
}

/** What `BUILD` fills; one that is followed by raw bytes reads them itself. */
interface Buildable {
  build(state: unknown, reader: PickleReader, readNested: () => unknown): void;
}

function isBuildable(value: unknown): value is Buildable {
  return typeof (value as Partial<Buildable> | null)?.build === 'function';
}

function isAllowed(value: unknown): value is Allowed {
  return typeof (value as Partial<Allowed> | null)?.create === 'function';
}

function addItems(target: unknown, values: readonly unknown[], at: number): void {
  if (!Array.isArray(target)) throw new PickleError(`appends to what is no list at byte ${at}`);
  for (const value of values) target.push(value);
}

function addPairs(target: unknown, values: readonly unknown[], at: number): void {
  if (!(target instanceof Map) || values.length % 2 !== 0) {
    throw new PickleError(`sets an item of what is no dict at byte ${at}`);
  }
  for (let pair = 0; pair < values.length; pair += 2) target.set(values[pair], values[pair + 1]);
}

/** Instructions by their byte; those that are left out (INST, OBJ, EXT1, EXT2, EXT4, NEXT_BUFFER, READONLY_BUFFER) are unknown here. */
const opcodes = {
  PROTO: 0x80, FRAME: 0x95, STOP: 0x2e, MARK: 0x28, POP: 0x30, POP_MARK: 0x31, DUP: 0x32,
  NONE: 0x4e, NEWTRUE: 0x88, NEWFALSE: 0x89, INT: 0x49, LONG: 0x4c, FLOAT: 0x46,
  BININT: 0x4a, BININT1: 0x4b, BININT2: 0x4d, LONG1: 0x8a, LONG4: 0x8b, BINFLOAT: 0x47,
  UNICODE: 0x56, BINUNICODE: 0x58, SHORT_BINUNICODE: 0x8c, BINUNICODE8: 0x8d,
  STRING: 0x53, BINSTRING: 0x54, SHORT_BINSTRING: 0x55,
  BINBYTES: 0x42, SHORT_BINBYTES: 0x43, BINBYTES8: 0x8e, BYTEARRAY8: 0x96,
  EMPTY_LIST: 0x5d, EMPTY_TUPLE: 0x29, EMPTY_SET: 0x8f, EMPTY_DICT: 0x7d,
  LIST: 0x6c, TUPLE: 0x74, FROZENSET: 0x91, TUPLE1: 0x85, TUPLE2: 0x86, TUPLE3: 0x87, DICT: 0x64,
  APPEND: 0x61, APPENDS: 0x65, ADDITEMS: 0x90, SETITEM: 0x73, SETITEMS: 0x75,
  PUT: 0x70, BINPUT: 0x71, LONG_BINPUT: 0x72, MEMOIZE: 0x94, GET: 0x67, BINGET: 0x68, LONG_BINGET: 0x6a,
  GLOBAL: 0x63, STACK_GLOBAL: 0x93, REDUCE: 0x52, NEWOBJ: 0x81, NEWOBJ_EX: 0x92, BUILD: 0x62,
  PERSID: 0x50, BINPERSID: 0x51,
} as const; // prettier-ignore

type Opcode = Exclude<keyof typeof opcodes, 'STOP' | 'PERSID' | 'BINPERSID'>;

const opcodeNames = new Map(
  Object.entries(opcodes).map(([name, code]) => [code as number, name as keyof typeof opcodes]),
);
