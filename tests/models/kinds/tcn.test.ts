import { receptiveField } from '../../../src/core/models/spec';
import { slice, tensor3d, type Tensor3D, tidy } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  computeLogits,
  createNetwork,
  drawMasks,
  joinParameters,
  splitParameters,
  weightsFromNamed,
  weightsToNamed,
} from '../../../models/network';
import { createRandom } from '../../../src/core/random';
import { startNodeBackend } from '../start-backend';

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
