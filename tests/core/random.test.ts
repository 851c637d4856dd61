import { describe, expect, it } from 'vitest';
import { createRandom, deriveSeed } from '../../src/core/random';

const draws = 100_000;

function draw(next: () => number, count = draws): number[] {
  return Array.from({ length: count }, next);
}

function measure(values: readonly number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, variance: squares / values.length };
}

describe('createRandom', () => {
  it('gives the same stream for the same seed', () => {
    const [a, b] = [createRandom(42), createRandom(42)];
    const mixed = (random: typeof a): number[] =>
      draw(() => random.uniform() + random.normal() + random.below(10), 100);
    expect(mixed(a)).toEqual(mixed(b));
  });

  it('gives different streams for neighbouring seeds', () => {
    const firsts = draw(() => 0, 1000).map((_, seed) => createRandom(seed).uniform());
    expect(new Set(firsts).size).toBe(1000);
  });

  it('draws uniform numbers in [0, 1) with mean 1/2 and variance 1/12', () => {
    const values = draw(createRandom(1).uniform);
    expect(values.every((value) => value >= 0 && value < 1)).toBe(true);
    const { mean, variance } = measure(values);
    expect(mean).toBeCloseTo(1 / 2, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });

  it('draws normal numbers with mean 0, variance 1 and kurtosis 3', () => {
    const values = draw(createRandom(2).normal);
    const { mean, variance } = measure(values);
    expect(Math.abs(mean)).toBeLessThan(0.015);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    const kurtosis = measure(values.map((value) => value ** 2)).variance + 1;
    expect(Math.abs(kurtosis - 3)).toBeLessThan(0.15);
  });

  it('draws consecutive numbers that are not correlated', () => {
    const values = draw(createRandom(3).normal);
    const product = values.slice(1).reduce((sum, value, at) => sum + value * values[at], 0);
    expect(Math.abs(product / draws)).toBeLessThan(0.015);
  });

  it('draws whole numbers below the end, each about as often', () => {
    const random = createRandom(4);
    const counts = new Array<number>(7).fill(0);
    for (const value of draw(() => random.below(7))) counts[value]++;
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(draws);
    for (const count of counts) expect(Math.abs(count / draws - 1 / 7)).toBeLessThan(0.006);
  });
});

describe('deriveSeed', () => {
  it('gives streams that are the same for the same index and unlike for others', () => {
    expect(deriveSeed(1, 5)).toBe(deriveSeed(1, 5));
    const seeds = [1, 2, 3].flatMap((seed) =>
      Array.from({ length: 1000 }, (_, index) => deriveSeed(seed, index)),
    );
    expect(new Set(seeds).size).toBe(3000);
    const firsts = seeds.map((seed) => createRandom(seed).uniform());
    const { mean, variance } = measure(firsts);
    expect(mean).toBeCloseTo(0.5, 1);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });
});
