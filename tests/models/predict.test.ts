import { receptiveField } from '../../src/core/models/spec';
import { createNetwork } from '../../models/network';
import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { predictProbabilities } from '../../models/predict';
import { createRandom } from '../../src/core/random';
import { plantDataset } from './planted-dataset';
import { startNodeBackend } from './start-backend';

const spec = { kind: 'tcn' as const, width: 6, kernel: 3, blocks: 2, dropout: 0.1 };
const field = receptiveField(spec);

describe('predictProbabilities', () => {
  beforeAll(async () => {
    await startNodeBackend('wasm');
  });

  it('gives a probability where a window is full, NaN before, after a gap and out of range', async () => {
    const planted = plantDataset({ bars: 200 });
    const stretches = [
      { start: 5, end: 100 },
      { start: 120, end: 200 },
    ];
    const network = createNetwork(spec, 2, createRandom(1));
    const dataset = { ...planted, stretches };
    const probabilities = await predictProbabilities(network, dataset, { start: 0, end: 180 });
    expect(probabilities).toHaveLength(200);
    probabilities.forEach((probability, bar) => {
      const isFull = (bar >= 5 + field - 1 && bar < 100) || (bar >= 120 + field - 1 && bar < 180);
      expect(probability > 0 && probability < 1, `bar ${bar}`).toBe(isFull);
    });
  });

  it('gives the same across the border of two chunks as bar by bar', async () => {
    const dataset = plantDataset({ bars: 4400 });
    const network = createNetwork(spec, 2, createRandom(1));
    const all = await predictProbabilities(network, dataset, { start: 0, end: 4400 });
    for (let bar = 4096 + field - 4; bar < 4096 + field + 4; bar++) {
      const one = await predictProbabilities(network, dataset, { start: bar, end: bar + 1 });
      expect(one[bar]).toBeCloseTo(all[bar], 6);
    }
  });

  it('is causal: other values after a bar change nothing at it', async () => {
    const dataset = plantDataset({ bars: 300 });
    const network = createNetwork(spec, 2, createRandom(1));
    const range = { start: 0, end: 300 };
    const before = await predictProbabilities(network, dataset, range);
    const changed = { ...dataset, values: dataset.values.slice().fill(3, 2 * 200) };
    const after = await predictProbabilities(network, changed, range);
    expect(after.slice(0, 200)).toEqual(before.slice(0, 200));
    expect(after[200]).not.toBe(before[200]);
  });

  it('tells its progress and leaves no tensor behind', async () => {
    const dataset = plantDataset({ bars: 9000 });
    const network = createNetwork(spec, 2, createRandom(1));
    const tensors = memory().numTensors;
    const told: number[][] = [];
    await predictProbabilities(network, dataset, { start: 0, end: 9000 }, (...progress) => {
      told.push(progress);
    });
    const total = 9000 - field + 1;
    expect(told).toEqual([
      [4096, total],
      [8192, total],
      [total, total],
    ]);
    expect(memory().numTensors).toBe(tensors);
  });
});
