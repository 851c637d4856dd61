import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planMinibatches } from '../../../src/core/dataset/chunks';
import { listBarsIn } from './list-bars';

const options = { chunkLabels: 16, batchChunks: 3, seed: 7 };
const targets = [
  { start: 10, end: 150 },
  { start: 200, end: 333 },
];

describe('planMinibatches', () => {
  it('holds every target once in each epoch', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 50 }), (seed, epoch) => {
        const chunks = planMinibatches(targets, { ...options, seed }, epoch).flat();
        const bars = listBarsIn(chunks.map((chunk) => chunk.targets));
        expect(bars.sort((a, b) => a - b)).toEqual(listBarsIn(targets));
      }),
    );
  });

  it('follows from seed and epoch alone, and differs between epochs and between seeds', () => {
    const plan = planMinibatches(targets, options, 3);
    expect(planMinibatches(targets, options, 3)).toEqual(plan);
    expect(planMinibatches(targets, options, 4)).not.toEqual(plan);
    expect(planMinibatches(targets, { ...options, seed: 8 }, 3)).not.toEqual(plan);
  });

  it('gives each chunk a dropout seed of its own', () => {
    const seeds = planMinibatches(targets, options, 1)
      .flat()
      .map(({ dropoutSeed }) => dropoutSeed);
    expect(seeds.length).toBeGreaterThan(16);
    expect(new Set(seeds).size).toBe(seeds.length);
  });

  it('fills every minibatch but the last', () => {
    const sizes = planMinibatches(targets, options, 1).map((chunks) => chunks.length);
    expect(sizes.slice(0, -1).every((size) => size === 3)).toBe(true);
    expect(sizes[sizes.length - 1]).toBeGreaterThan(0);
  });
});
