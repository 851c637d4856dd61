import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packModel, unpackModel } from '../../../src/feeds/model-files/model-file';
import { readSafetensors, writeSafetensors } from '../../../src/feeds/model-files/safetensors';
import { modelKinds } from '../../../src/core/models/list';
import { defaultSpec } from '../../../src/core/models/spec';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import { makeModel } from '../../storage/make-records';
import { makeModelWeights } from './make-model-weights';

const spec = { kind: 'tcn', width: 4, kernel: 3, blocks: 1, dropout: 0.1 };
const features = ['ret_1', 'trend'];
const info = makeModel('0'.repeat(64), {
  spec,
  features,
  scaler: { mean: [0.1, 1e-9], deviation: [1, 2e-8] },
});
const weights = makeModelWeights(spec, features.length);
const packed = packModel({ info, weights });

/** The file with the header changed; the arrays stay. */
function withHeader(change: (header: Record<string, Record<string, unknown>>) => void): Uint8Array {
  const length = Number(new DataView(packed.buffer).getBigUint64(0, true));
  const text = new TextDecoder().decode(packed.subarray(8, 8 + length));
  const header = JSON.parse(text) as Record<string, Record<string, unknown>>;
  change(header);
  const bytes = new TextEncoder().encode(JSON.stringify(header));
  const file = new Uint8Array(8 + bytes.length + packed.length - 8 - length);
  new DataView(file.buffer).setBigUint64(0, BigInt(bytes.length), true);
  file.set(bytes, 8);
  file.set(packed.subarray(8 + length), 8 + bytes.length);
  return file;
}

describe('a safetensors file', () => {
  test('is a length, a header of JSON filled up to 8 bytes, and the values in order', () => {
    const file = writeSafetensors({
      weights: [{ name: 'a', shape: [2], values: Float32Array.of(1, -2) }],
      metadata: { by: 'us' },
    });
    const header =
      '{"__metadata__":{"by":"us"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}';
    expect(header).toHaveLength(81); // filled up to 88
    expect([...file.subarray(0, 8)]).toEqual([88, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(file.subarray(8, 96))).toBe(header.padEnd(88));
    // 1 is 0x3f800000, -2 is 0xc0000000.
    expect([...file.subarray(96)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  test('gives back what was written, to the last bit', () => {
    // The last three are left out of all JSON that is read.
    const refused = ['__metadata__', '__proto__', 'constructor', 'prototype'];
    const name = fc
      .string({ maxLength: 20, unit: 'binary' })
      .filter((text) => !refused.includes(text));
    const array = fc.record({
      name,
      values: fc.float32Array({ maxLength: 9 }),
    });
    fc.assert(
      fc.property(
        fc.uniqueArray(array, { selector: (one) => one.name, maxLength: 5 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'note'), fc.string()),
        (arrays, notes) => {
          const written = arrays.map(({ name: key, values }) => ({
            name: key,
            shape: [values.length],
            values,
          }));
          const read = readSafetensors(writeSafetensors({ weights: written, metadata: notes }));
          const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
          expect([...read.weights].sort(byName)).toEqual([...written].sort(byName));
          expect(read.metadata).toEqual({ ...notes });
        },
      ),
    );
  });

  test('cut off anywhere is refused with a sentence', () => {
    for (let length = 0; length < packed.length; length += 7) {
      expect(() => readSafetensors(packed.subarray(0, length))).toThrow(
        /truncated|no safetensors file/,
      );
    }
  });

  test.each([
    ['bytes after the end', () => Uint8Array.from([...packed, 0]), /1 bytes after the last array/],
    ['another type', () => withHeader((h) => (h['head.bias'].dtype = 'F64')), /must be F32/],
    ['an overlap', () => withHeader((h) => (h['head.bias'].data_offsets = [0, 4])), /must lie at/],
    ['a size that does not fit', () => withHeader((h) => (h['head.bias'].shape = [2])), /must lie/],
    ['a shape that is no number', () => withHeader((h) => (h['head.bias'].shape = ['x'])), /head/],
    ['a header that is huge', () => new Uint8Array(16).fill(255), /no safetensors file/],
    ['a header that is no JSON', () => new Uint8Array(16), /no JSON/],
  ])('with %s is refused', (_, make, message) => {
    expect(() => readSafetensors(make())).toThrow(message);
  });
});

describe('a model as a file', () => {
  test('comes back with all that is known of it', () => {
    const told = { settings: defaultTradingSettings, verdict: 'No edge.' };
    expect(unpackModel(packModel({ info, weights, ...told }))).toEqual({ info, weights, ...told });
  });

  test('of every kind that has arrays by its spec', () => {
    for (const kind of modelKinds.filter(({ isStepwise }) => isStepwise !== true)) {
      const own = makeModel('ab', {
        spec: defaultSpec(kind),
        features,
        scaler: { mean: [0, 0], deviation: [1, 1] },
      });
      const arrays = makeModelWeights(own.spec, features.length);
      expect(unpackModel(packModel({ info: own, weights: arrays })).weights).toEqual(arrays);
    }
  });

  test('keeps undefined figures, and leaves the trash behind', () => {
    const unknown = { ...info, test: { ...info.test, auc: NaN }, deletedAt: 5 };
    const read = unpackModel(packModel({ info: unknown, weights })).info;
    expect(read.test.auc).toBeNaN();
    expect(read).not.toHaveProperty('deletedAt');
  });

  const change = (edit: (model: Record<string, unknown>) => void): (() => Uint8Array) => {
    return () =>
      withHeader((header) => {
        const model = JSON.parse(header.__metadata__.model as string) as Record<string, unknown>;
        edit(model);
        header.__metadata__.model = JSON.stringify(model);
      });
  };
  test.each([
    ['no notes of ours', () => withHeader((h) => (h.__metadata__ = {})), /no model that was saved/],
    ['a later version', () => withHeader((h) => (h.__metadata__.version = '2')), /version 2/],
    ['no model', () => withHeader((h) => delete h.__metadata__.model), /has no "model"/],
    ['broken JSON', () => withHeader((h) => (h.__metadata__.model = '{')), /no JSON/],
    ['a kind that is unknown', change((m) => (m.spec = { kind: 'gru' })), /"spec".*known/],
    [
      'a size that the arrays do not have',
      change((m) => (m.spec = { ...spec, width: 5 })),
      /must have/,
    ],
    [
      'a scaler of another width',
      change((m) => (m.scaler = { mean: [0], deviation: [1] })),
      /scaler/,
    ],
    ['a field that is missing', change((m) => delete m.horizonBars), /"horizonBars"/],
    [
      'settings that cannot be',
      () => withHeader((h) => (h.__metadata__.settings = '{}')),
      /settings/,
    ],
  ])('with %s is refused', (_, make, message) => {
    expect(() => unpackModel(make())).toThrow(message);
  });

  test('with values that are no numbers is refused', () => {
    const [first, ...rest] = weights;
    const broken = { ...first, values: first.values.map(() => NaN) };
    const file = packModel({ info, weights: [broken, ...rest] });
    expect(() => unpackModel(file)).toThrow(/values that are no numbers/);
  });

  test('cannot change what objects inherit', () => {
    const file = withHeader((header) => {
      const model = header.__metadata__.model as string;
      header.__metadata__.model = model.replace('{', '{"__proto__":{"polluted":1},');
    });
    unpackModel(file);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});
