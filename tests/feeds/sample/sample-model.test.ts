import { expect, test } from 'vitest';
import { countParameters } from '../../../src/core/models/spec';
import { trainingRequestSchema } from '../../../src/core/training';
import {
  loadSampleModel,
  packSampleModel,
  unpackSampleModel,
} from '../../../src/feeds/sample/sample-model';
import { defaultSampleSeed, generateSampleMarket } from '../../../src/feeds/sample/sample-market';
import { hashBars } from '../../../src/storage/hash';
import * as v from 'valibot';

/** Packs and unpacks values as an array of weights. */
async function round(...values: number[]): Promise<number[]> {
  const weights = [{ name: 'w', shape: [values.length], values: Float32Array.from(values) }];
  const packed = packSampleModel({ ...(await loadSampleModel()), weights });
  return [...unpackSampleModel(packed).weights[0].values];
}

test('weights are rounded to the nearest float16', async () => {
  // 10 bits after the point: between 1 and 2 the step is 1/1024, so 1 + 1/4096 goes down and 1 + 3/4096 up.
  expect(await round(1, -2, 1 + 1 / 4096, 1 + 3 / 4096)).toEqual([1, -2, 1, 1 + 1 / 1024]);
  // Rounding up to a power of two: 2 - 1/8192 lies nearer to 2 than to 2 - 1/1024.
  expect(await round(2 - 1 / 8192)).toEqual([2]);
  // The greatest, the smallest normal, the smallest of all, and 0.
  expect(await round(65_504, 2 ** -14, 2 ** -24, 0)).toEqual([65_504, 2 ** -14, 2 ** -24, 0]);
  await expect(round(65_505)).rejects.toThrow('at most 65504, was 65505');
  await expect(round(NaN)).rejects.toThrow(RangeError);
});

test('float16 is written as IEEE 754 has it, little-endian', async () => {
  // 1 = 0x3c00, -2 = 0xc000, 1/3 = 0x3555: the bytes 00 3c 00 c0 55 35.
  const values = Float32Array.of(1, -2, 1 / 3);
  const weights = [{ name: 'w', shape: [3], values }];
  const [{ float16 }] = packSampleModel({ ...(await loadSampleModel()), weights }).weights;
  expect(float16).toBe(Buffer.from([0x00, 0x3c, 0x00, 0xc0, 0x55, 0x35]).toString('base64'));
});

test('the model that comes with the page was trained on the sample market that the page makes', async () => {
  const { bars, facts } = generateSampleMarket({ kind: 'edge', seed: defaultSampleSeed });
  const { request, weights, training } = await loadSampleModel();
  expect(request.datasetId).toBe(await hashBars(bars));
  expect(request.horizonBars).toBe(facts.horizonBars);
  expect(v.is(trainingRequestSchema, { ...request, backend: 'auto' })).toBe(true);
  const count = weights.reduce((sum, { values }) => sum + values.length, 0);
  expect(count).toBe(countParameters(request.spec, 9));
  expect(count).toBe(training.parameters);
  expect(weights.every(({ values }) => values.every(Number.isFinite))).toBe(true);
});
