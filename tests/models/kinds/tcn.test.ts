import { countParameters, receptiveField } from '../../../src/core/models/spec';
import { createStreaming } from '../../../src/core/models/streaming/create-streaming';
import { slice, tensor3d, type Tensor3D, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  computeLogits,
  createNetwork,
  drawMasks,
  joinParameters,
  listParameters,
  splitParameters,
  weightsFromNamed,
  weightsToNamed,
} from '../../../models/network';
import { createRandom } from '../../../src/core/random';
import { startNodeBackend } from '../start-backend';
import { defaultTcnSpec, type TcnSpec } from '../../../src/core/models/tcn';
import golden from '../../fixtures/tcn.json';
import * as fc from 'fast-check';

const spec = { kind: 'tcn' as const, width: 6, kernel: 3, blocks: 2, dropout: 0.5 };

function drawInput(batch: number, time: number): Tensor3D {
  const random = createRandom(3);
  const values = Float32Array.from({ length: batch * time * 4 }, () => random.normal());
  return tensor3d(values, [batch, time, 4]);
}

beforeAll(async () => {
  await startNodeBackend('wasm');
});

describe('computeLogits', () => {
  it('gives one logit for every full window', () => {
    const weights = createNetwork(spec, 4, createRandom(1));
    const field = receptiveField(spec);
    expect(computeLogits(weights, drawInput(2, field)).shape).toEqual([2, 1]);
    expect(computeLogits(weights, drawInput(2, field + 9)).shape).toEqual([2, 10]);
  });

  it('is causal: cutting the future off changes no logit', async () => {
    const weights = createNetwork(spec, 4, createRandom(1));
    const x = drawInput(1, 40);
    const whole = await computeLogits(weights, x).data();
    const prefix = await computeLogits(weights, slice(x, [0, 0, 0], [1, 25, 4])).data();
    prefix.forEach((logit, at) => expect(logit).toBeCloseTo(whole[at], 6));
  });

  it('silences whole channels of a sample, by masks that the seed decides', async () => {
    const weights = createNetwork(spec, 4, createRandom(1));
    const x = drawInput(2, 30);
    const masks = (seed: number) => drawMasks(spec, [seed, seed + 10]);
    const plain = await computeLogits(weights, x).data();
    const first = await computeLogits(weights, x, masks(1)).data();
    const again = await computeLogits(weights, x, masks(1)).data();
    const other = await computeLogits(weights, x, masks(2)).data();
    expect(first).toEqual(again);
    expect(first).not.toEqual(other);
    expect(first).not.toEqual(plain);
  });
});

describe('drawMasks', () => {
  it('draws two a block, of 0 and 1 / (1 - dropout), as often as dropout says', async () => {
    const wide = { ...spec, width: 500, dropout: 0.2 };
    const masks = drawMasks(wide, [1, 2, 3, 4]);
    expect(masks.map(({ shape }) => shape)).toEqual(Array.from({ length: 4 }, () => [4, 1, 500]));
    const values = [...(await masks[0].data())];
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1.25)]));
    const silenced = values.filter((value) => value === 0).length / values.length;
    expect(Math.abs(silenced - 0.2)).toBeLessThan(0.03);
  });

  it('draws none without dropout', () => {
    expect(drawMasks({ ...spec, dropout: 0 }, [1, 2, 3, 4])).toEqual([]);
  });
});

describe('createNetwork', () => {
  it('fills filters and biases within 1 / sqrt(in x kernel), as the seed decides', async () => {
    const [filter, bias, second] = createNetwork(spec, 4, createRandom(1)).tensors;
    const largest = (values: ArrayLike<number>) => Math.max(...Array.from(values, Math.abs));
    expect(largest(await filter.data())).toBeLessThan(1 / Math.sqrt(4 * 3));
    expect(largest(await filter.data())).toBeGreaterThan(0.8 / Math.sqrt(4 * 3));
    expect(largest(await bias.data())).toBeLessThan(1 / Math.sqrt(4 * 3));
    expect(largest(await second.data())).toBeLessThan(1 / Math.sqrt(6 * 3));
    const [again] = createNetwork(spec, 4, createRandom(1)).tensors;
    const [other] = createNetwork(spec, 4, createRandom(2)).tensors;
    expect(await again.data()).toEqual(await filter.data());
    expect(await other.data()).not.toEqual(await filter.data());
  });
});

describe('parameters as one vector', () => {
  it('split into what was joined', async () => {
    const { tensors, parameters } = createNetwork(spec, 4, createRandom(1));
    const split = tidy(() => [...splitParameters(joinParameters(tensors), parameters)]);
    for (const [at, values] of split.entries()) {
      expect(values.shape).toEqual(tensors[at].shape);
      expect(await values.data()).toEqual(await tensors[at].data());
    }
  });
});

describe('named weights', () => {
  it('come back as they went, logits included', async () => {
    const weights = createNetwork(spec, 4, createRandom(1));
    const named = await weightsToNamed(weights);
    const restored = weightsFromNamed(spec, 4, named);
    const x = drawInput(1, 20);
    expect(await computeLogits(restored, x).data()).toEqual(await computeLogits(weights, x).data());
    expect(await weightsToNamed(restored)).toEqual(named);
  });

  it("have PyTorch's layout [out, in, kernel]", async () => {
    const weights = createNetwork(spec, 4, createRandom(1));
    const [{ shape, values }] = await weightsToNamed(weights);
    const ours = (await weights.tensors[0].array()) as number[][][];
    expect(shape).toEqual([6, 4, 3]);
    expect(values[(5 * 4 + 2) * 3 + 1]).toBe(ours[1][2][5]);
  });

  it('are refused with the name of the array that is missing or has another shape', async () => {
    const named = await weightsToNamed(createNetwork(spec, 4, createRandom(1)));
    expect(() => weightsFromNamed(spec, 4, named.slice(1))).toThrow(
      'weights: "blocks.0.conv1.weight" is missing',
    );
    expect(() => weightsFromNamed(spec, 5, named)).toThrow(
      'weights: "blocks.0.conv1.weight" must be [6, 5, 3], was [6, 4, 3] with 72 values',
    );
  });
});

const goldenSpec = { kind: 'tcn' as const, width: 8, kernel: 3, blocks: 3, dropout: 0 };

describe('listParameters', () => {
  it("names the arrays of PyTorch's network, in its order", () => {
    const names = listParameters(goldenSpec, 9).map(({ name }) => name);
    expect(names).toEqual(Object.keys(golden.weights));
  });

  it('lays the arrays end to end', () => {
    let offset = 0;
    for (const parameter of listParameters(defaultTcnSpec, 9)) {
      expect(parameter.offset).toBe(offset);
      offset += parameter.size;
    }
    expect(offset).toBe(countParameters(defaultTcnSpec, 9));
  });

  it('has a downsample only where a block changes the number of channels', () => {
    const downsamples = (inputs: number): string[] =>
      listParameters(goldenSpec, inputs)
        .map(({ name }) => name)
        .filter((name) => name.includes('downsample'));
    expect(downsamples(9)).toEqual(['blocks.0.downsample.weight', 'blocks.0.downsample.bias']);
    expect(downsamples(8)).toEqual([]);
  });

  it('takes the first axes of a filter for taps and inputs, and marks biases', () => {
    const [filter, bias] = listParameters(goldenSpec, 9);
    expect(filter).toMatchObject({ shape: [3, 9, 8], size: 216, isBias: false });
    expect(bias).toMatchObject({ shape: [8], size: 8, isBias: true });
  });
});

describe('the default network', () => {
  it('sees 113 bars, as the reference does 29 with its smaller kernel', () => {
    expect(receptiveField(defaultTcnSpec)).toBe(113);
    expect(receptiveField(goldenSpec)).toBe(golden.config.receptive_field);
  });
});

const specs: fc.Arbitrary<TcnSpec> = fc.record({
  kind: fc.constant('tcn' as const),
  width: fc.integer({ min: 1, max: 13 }),
  kernel: fc.integer({ min: 1, max: 5 }),
  blocks: fc.integer({ min: 1, max: 4 }),
  dropout: fc.constant(0.1),
});

/** Rows of noise, `[row, feature]`. */
function drawRows(rows: number, inputs: number, seed: number): Float32Array {
  const random = createRandom(seed);
  return Float32Array.from({ length: rows * inputs }, () => random.normal());
}

/** Logits of the rows after the first full window, all at once. */
async function predictBatch(
  weights: ReturnType<typeof createNetwork>,
  rows: Float32Array,
  inputs: number,
): Promise<ArrayLike<number>> {
  const logits = tidy(() =>
    computeLogits(weights, tensor3d(rows, [1, rows.length / inputs, inputs])),
  );
  return logits.data();
}

function rowAt(rows: Float32Array, inputs: number, at: number): Float32Array {
  return rows.subarray(at * inputs, (at + 1) * inputs);
}

describe('createStreaming', () => {
  beforeAll(async () => {
    await startNodeBackend('wasm');
  });

  it('gives the logit of the batch at every bar, on both sides of a gap, within 1e-5', async () => {
    await fc.assert(
      fc.asyncProperty(
        specs,
        fc.integer({ min: 1, max: 11 }),
        fc.integer(),
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 3 }),
        async (spec, inputs, seed, extraRows) => {
          const field = receptiveField(spec);
          const weights = createNetwork(spec, inputs, createRandom(seed));
          const stream = createStreaming(spec, inputs, await weightsToNamed(weights));
          for (const [run, extra] of extraRows.entries()) {
            const count = field - 1 + extra;
            const rows = drawRows(count, inputs, seed + run);
            const batch = await predictBatch(weights, rows, inputs);
            stream.reset();
            for (let at = 0; at < count; at++) {
              const logit = stream.push(rowAt(rows, inputs, at));
              if (at < field - 1) expect(logit).toBeNaN();
              else expect(Math.abs(logit - batch[at - field + 1])).toBeLessThan(1e-5);
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('agrees with the batch for the default network', async () => {
    const weights = createNetwork(defaultTcnSpec, 9, createRandom(1));
    const stream = createStreaming(defaultTcnSpec, 9, await weightsToNamed(weights));
    const rows = drawRows(400, 9, 2);
    const batch = await predictBatch(weights, rows, 9);
    const logits = Array.from({ length: 400 }, (_, at) => stream.push(rowAt(rows, 9, at)));
    expect(logits.slice(0, 112).every(Number.isNaN)).toBe(true);
    const distances = logits.slice(112).map((logit, at) => Math.abs(logit - batch[at]));
    expect(distances).toHaveLength(288);
    expect(Math.max(...distances)).toBeLessThan(1e-5);
  });

  it('forgets a row that is not a number after a reset', async () => {
    const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 2, dropout: 0 };
    const weights = createNetwork(spec, 2, createRandom(1));
    const stream = createStreaming(spec, 2, await weightsToNamed(weights));
    const rows = drawRows(7, 2, 1);
    stream.push([NaN, 1]);
    stream.reset();
    const logits = Array.from({ length: 7 }, (_, at) => stream.push(rowAt(rows, 2, at)));
    expect(logits[6]).toBeCloseTo((await predictBatch(weights, rows, 2))[0], 5);
  });

  it('refuses weights of another network', async () => {
    const spec = { kind: 'tcn' as const, width: 3, kernel: 2, blocks: 1, dropout: 0 };
    const named = await weightsToNamed(createNetwork(spec, 2, createRandom(1)));
    expect(() => createStreaming(spec, 4, named)).toThrow(
      'weights: "blocks.0.conv1.weight" must have 24 values, has 12',
    );
    expect(() => createStreaming({ ...spec, blocks: 2 }, 2, named)).toThrow(
      '"blocks.1.conv1.weight" is missing',
    );
  });
});
