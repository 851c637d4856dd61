import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { PickleError } from '../../../src/feeds/dashboard/pickle-reader';
import { readScaler } from '../../../src/feeds/dashboard/read-scaler';
import { unpickle } from '../../../src/feeds/dashboard/unpickle';
import { fixtureFolder, readBytes } from './dashboard-files';

/** A pickle of texts, whose characters are bytes, and of single bytes. */
function make(...parts: readonly (string | number)[]): Uint8Array {
  return Uint8Array.from(
    parts.flatMap((part) =>
      typeof part === 'number' ? part : [...part].map((one) => one.charCodeAt(0)),
    ),
  );
}

function int32(value: number): number[] {
  return [...new Uint8Array(Uint32Array.of(value).buffer)];
}

describe('plain values', () => {
  test.each([
    ['none', make(0x80, 2, 'N.'), null],
    ['true', make('\x88.'), true],
    ['a number of protocol 0', make('I42\n.'), 42],
    ['true of protocol 0', make('I01\n.'), true],
    ['a long', make('\x8a\x02\x00\xff.'), -256],
    ['an empty long', make('\x8a\x00.'), 0],
    ['1.5', make('G\x3f\xf8\x00\x00\x00\x00\x00\x00.'), 1.5],
    ['text', make('\x8c\x02\xc3\xa9.'), 'é'],
    ['a tuple', make('K\x01K\x02\x86.'), [1, 2]],
    ['a list in two steps', make(']K\x01a(K\x02K\x03e.'), [1, 2, 3]],
    ['a memo', make('K\x07q\x05h\x05\x86.'), [7, 7]],
  ])('%s', (_, bytes, value) => {
    expect(unpickle(bytes)).toEqual(value);
  });

  test('a number that a double cannot hold is a bigint', () => {
    const bytes = make('\x8a\x08', 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, '.');
    expect(unpickle(bytes)).toBe(2n ** 63n - 1n);
  });

  test('a dict is a Map, whatever its keys are called', () => {
    const read = unpickle(make('}\x8c\x09__proto__K\x01s.')) as Map<string, number>;
    expect([...read]).toEqual([['__proto__', 1]]);
    expect(Object.getPrototypeOf({})).toBe(Object.prototype);
  });
});

describe('what could run is refused by name and place, and nothing is run', () => {
  test.each([
    ['os.system, called by REDUCE', make('cos\nsystem\n(Vecho\ntR.'), 'refuses os.system at byte 0'],
    ['posix.system by its real name', make(0x80, 2, 'cposix\nsystem\nX', ...int32(2), 'ls\x85R.'), 'refuses posix.system at byte 2'],
    ['builtins.eval of protocol 4', make(0x80, 4, '\x8c\x08builtins\x8c\x04eval\x93.'), 'refuses builtins.eval at byte 18'],
    ['a class of the file', make('c__main__\nTcn\n)\x81.'), 'refuses __main__.Tcn at byte 0'],
    ['a name inside an allowed module', make('ctorch._utils\nos\n.'), 'refuses torch._utils.os at byte 0'],
    ['a path to an attribute', make(0x80, 4, '\x8c\x05numpy\x8c\x0bndarray.x.y\x93.'), 'refuses numpy.ndarray.x.y'],
    ['numpy.load', make('cnumpy\nload\n.'), 'refuses numpy.load at byte 0'],
    ['the old instruction for objects', make('(ios\nsystem\n.'), 'unknown instruction 0x69 at byte 1'],
    ['the instruction OBJ', make('(cos\nsystem\no.'), 'refuses os.system at byte 1'],
    ['an extension code', make('\x82\x01.'), 'unknown instruction 0x82 at byte 0'],
    ['a buffer outside of the file', make(0x80, 5, '\x97.'), 'unknown instruction 0x97 at byte 2'],
    ['a call of a number', make('K\x01)R.'), 'calls what is neither a class nor a function at byte 3'],
    ['a call of a dict', make('})R.'), 'calls what is neither a class nor a function at byte 2'],
    ['a class of tensors that is called', make('ctorch\nFloatStorage\n)R.'), 'calls torch.FloatStorage'],
    ['another file', make('\x8c\x01aQ.'), 'refers to another file at byte 3'],
    ['the state of a number', make('K\x01}b.'), 'sets the state of what has none at byte 3'],
    ['__reduce__ by copyreg', make('ccopyreg\n_reconstructor\n(cos\nsystem\n'), 'refuses os.system at byte 25'],
  ] as const)('%s', (_, bytes, message) => {
    expect(() => unpickle(bytes)).toThrow(message);
    expect(() => unpickle(bytes)).toThrow(PickleError);
  }); // prettier-ignore
});

describe('damaged and hostile pickles end soon, with words', () => {
  test.each([
    ['nothing', make(''), /cut short/],
    ['no end', make('N'), /cut short/],
    ['a text of 4 GB in 6 bytes', make('X', ...int32(0xffffffff), 'a'), /cut short: needs 4294967295 bytes/],
    ['bytes of 2^63', make('\x8e', ...int32(0), ...int32(0x80000000), '.'), /cut short/],
    ['a frame that is longer than the file', make(0x80, 4, '\x95', ...int32(100), ...int32(0), 'N.'), /cut short/],
    ['a number of a gigabyte', make('\x8b', ...int32(1 << 30), '.'), /a number of 1073741824 bytes/],
    ['a line without an end', make('I123'), /a line begins at byte 1/],
    ['a value that is not there', make('0.'), /not there at byte 0/],
    ['a mark that is not there', make('t.'), /not there at byte 0/],
    ['a memo that is not there', make('h\x01.'), /not there at byte 0/],
    ['a protocol of the future', make(0x80, 9, 'N.'), /has protocol 9/],
    ['no UTF-8', make('\x8c\x01\xff.'), /no UTF-8 at byte 2/],
    ['a dict with a key alone', make('}(K\x01u.'), /no dict at byte 4/],
    ['a list that is a number', make('K\x01K\x02a.'), /no list at byte 4/],
  ] as const)('%s', (_, bytes, message) => {
    expect(() => unpickle(bytes)).toThrow(message);
  }); // prettier-ignore

  test('a memo bomb takes no more memory than its bytes: 60 doublings are 60 lists', () => {
    const doubling = Array.from(
      { length: 60 },
      (_, at) =>
        `h${String.fromCharCode(at)}h${String.fromCharCode(at)}\x86q${String.fromCharCode(at + 1)}`,
    );
    const read = unpickle(make('K\x01q\x00', ...doubling, '.')) as unknown[];
    expect(read).toHaveLength(2);
    expect(read[0]).toBe(read[1]);
  });

  test('a list that holds itself, and lists in lists to any depth, are taken without recursion', () => {
    const self = unpickle(make(']q\x00h\x00a.')) as unknown[];
    expect(self[0]).toBe(self);
    const depth = 100_000;
    expect(unpickle(make(`${']'.repeat(depth)}${'a'.repeat(depth - 1)}.`))).toHaveLength(1);
  });

  test('more values than a model has are refused', () => {
    expect(() => unpickle(make(`${'}'.repeat(300_000)}.`))).toThrow(/more than 200000 values/);
  });

  test('a text that is turned into bytes again and again is not copied', () => {
    const encode = 'c_codecs\nencode\nq\x01';
    const text = make('X', ...int32(1_000_000), 'a'.repeat(1_000_000), 'q\x00');
    const calls = make(...Array.from({ length: 40_000 }, () => 'h\x01h\x00\x85R'), '.');
    const bytes = new Uint8Array([...text, ...make(encode), ...calls]);
    const before = process.memoryUsage().arrayBuffers;
    expect(unpickle(bytes)).toEqual({ latin1: 'a'.repeat(1_000_000) });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
  });

  test('whatever is changed in a scaler, what comes is a scaler or a refusal', () => {
    const bytes = readBytes(fixtureFolder, 'scaler-joblib.pkl');
    const place = fc.integer({ min: 0, max: bytes.length - 1 });
    const change = fc.tuple(place, fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), place, (changes, end) => {
        const damaged = bytes.slice();
        for (const [at, value] of changes) damaged[at] = value;
        for (const one of [damaged, damaged.subarray(0, end)]) {
          try {
            const { scaler } = readScaler(one, 'scaler.pkl');
            expect(scaler.mean.every(Number.isFinite)).toBe(true);
          } catch (error) {
            expect((error as Error).name).toBe('ImportError');
            expect((error as Error).message).toContain('scaler.pkl');
          }
        }
      }),
      { numRuns: 300, seed: 1 },
    );
  });
});
