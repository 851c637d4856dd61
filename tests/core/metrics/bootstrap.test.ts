import { describe, expect, test } from 'vitest';
import { estimateByDays, resampleDays, sumDrawn } from '../../../src/core/metrics/bootstrap';
import { computeDeviation, computeMean } from '../../../src/core/metrics/statistics';
import { createRandom, type Random } from '../../../src/core/random';

test('every run draws as many days as there are, the same ones for the same seed', () => {
  const { counts, runs } = resampleDays(14, { seed: 3, runs: 50 });
  for (let run = 0; run < runs; run++) {
    const drawn = counts.subarray(run * 14, (run + 1) * 14);
    expect(drawn.reduce((sum, count) => sum + count, 0)).toBe(14);
  }
  expect(resampleDays(14, { seed: 3, runs: 50 }).counts).toEqual(counts);
  expect(resampleDays(14, { seed: 4, runs: 50 }).counts).not.toEqual(counts);
});

test('blocks of one day give the interval of Student: t times deviation over the root of n', () => {
  // 2.2622 is the quantile of t with 9 degrees of freedom. The deviation over the runs is a random one: 1%.
  const values = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3];
  const resamples = resampleDays(10, { runs: 20_000, meanBlockDays: 1 });
  expect(resamples.reach).toBeCloseTo(2.2622 / Math.sqrt(0.9), 3);
  const { value, ci } = estimateByDays(resamples, (counts) => sumDrawn(values, counts) / 10);
  expect(value).toBeCloseTo(3.9, 12);
  const width = (2.2622 * computeDeviation(values)) / Math.sqrt(10);
  expect(ci[1] - value).toBeGreaterThan(0.98 * width);
  expect(ci[1] - value).toBeLessThan(1.02 * width);
});

test('by hand: three days in blocks of three are too alike by a share that is known', () => {
  // q = 2/3 is not reached with three days: the mean block is one third of them, so one day: k = 1, 0, 0.
  expect(resampleDays(3).shrinkage).toBeCloseTo(2 / 3, 12);
  // Six days, blocks of two, q = 1/2: k(i) = (1 - i/6) q^i + (i/6) q^(6 - i).
  const k = [1, 5 / 12 + 1 / 192, 1 / 6 + 1 / 48, 1 / 8, 1 / 6 + 1 / 48, 5 / 12 + 1 / 192];
  const sum = k.reduce((all, one) => all + one, 0);
  expect(resampleDays(6).shrinkage).toBeCloseTo(1 - sum / 6, 12);
});

test('below five days no interval is known, nor where the statistic is often undefined', () => {
  const four = estimateByDays(resampleDays(4), (counts) => sumDrawn([1, 2, 3, 4], counts));
  expect(four.value).toBe(10);
  expect(four.ci).toEqual([NaN, NaN]);
  const rare = [0, 0, 0, 0, 0, 1];
  const share = estimateByDays(resampleDays(6), (counts) => 1 / sumDrawn(rare, counts));
  expect(share.value).toBe(1);
  expect(share.ci).toEqual([NaN, NaN]);
});

describe('the interval of a mean holds the truth in about 95 of 100 samples', () => {
  const normal = (random: Random) => random.normal();
  const heavy = (random: Random) => random.normal() * Math.exp(0.7 * random.normal());
  const skewed = (random: Random) => -Math.log(1 - random.uniform()) - 1;
  test.each([
    ['5 normal days', 5, 0, normal, 0.92, 0.98],
    ['14 normal days', 14, 0, normal, 0.92, 0.98],
    ['30 normal days', 30, 0, normal, 0.92, 0.98],
    ['14 calm and wild days', 14, 0, heavy, 0.92, 0.99],
    ['30 days that go with the one before by 0.2', 30, 0.2, normal, 0.91, 0.97],
    // What symmetric intervals of few days cannot do.
    ['14 skewed days', 14, 0, skewed, 0.88, 0.95],
  ])('%s', (_, days, correlation, draw, low, high) => {
    const random = createRandom(days);
    const samples = 1500;
    const resamples = resampleDays(days, { runs: 300 });
    let covered = 0;
    for (let sample = 0; sample < samples; sample++) {
      let before = draw(random) / Math.sqrt(1 - correlation ** 2);
      const values = Array.from({ length: days }, () => {
        before = correlation * before + draw(random);
        return before;
      });
      const { ci } = estimateByDays(resamples, (counts) => sumDrawn(values, counts));
      if (ci[0] <= 0 && 0 <= ci[1]) covered++;
    }
    expect(covered / samples).toBeGreaterThan(low);
    expect(covered / samples).toBeLessThan(high);
  });
});

test('the plain interval of the bootstrap would be far too narrow for 14 days', () => {
  const resamples = resampleDays(14);
  const random = createRandom(5);
  let covered = 0;
  for (let sample = 0; sample < 600; sample++) {
    const values = Array.from({ length: 14 }, () => random.normal());
    const { value, ci } = estimateByDays(resamples, (counts) => sumDrawn(values, counts) / 14);
    const plain = (1.96 * (ci[1] - value)) / resamples.reach;
    if (Math.abs(computeMean(values)) <= plain) covered++;
  }
  expect(covered / 600).toBeLessThan(0.86);
});
