import { describe, expect, test } from 'vitest';
import { findLabel } from '../../../src/core/labels/find-label';
import { computeAuc } from '../../../src/core/metrics/auc';
import { type OutOfSample, takeHoldout } from '../../../src/core/out-of-sample';
import { createRandom } from '../../../src/core/random';
import { defaultTradingSettings } from '../../../src/core/trading/settings';
import {
  compareModels,
  describeDifference,
  readDifference,
} from '../../../src/core/verdict/compare-models';
import { makeSignalMarket } from './make-market';

const count = 2_000;
const { bars, probability } = makeSignalMarket(3, { count, edge: 0.0008 });
const labels = findLabel('direction').compute(bars, 5);

/** A model of these probabilities that was tested from `start` to `end`. */
function testedOn(said: ArrayLike<number>, start = 0, end = count): OutOfSample {
  const block = { bars: { start, end }, labels: { start, end: end - 5 } };
  const split = { train: block, validation: block, test: block, embargoBars: 0 };
  return takeHoldout(split, Float32Array.from(said));
}

function compare(outOfSample: readonly OutOfSample[], options = {}) {
  const models = outOfSample.map((one) => ({ outOfSample: one, constantGuess: 0.5 }));
  return compareModels({ bars, labels, settings: defaultTradingSettings, models, ...options });
}

function blur(seed: number, size: number): Float64Array {
  const random = createRandom(seed);
  return probability.map((value) => value + size * random.normal());
}

test('identical models differ by exactly 0, with an interval of 0', () => {
  const { models } = compare([testedOn(probability), testedOn(probability)]);
  expect(models[0].aucOver[1]).toEqual({ value: 0, ci: [0, 0] });
  expect(models[0]).toEqual(models[1]);
});

test('a model that hears the signal through noise ranks worse, and the difference has both signs', () => {
  const worse = blur(1, 0.05);
  const { models, days } = compare([testedOn(probability), testedOn(worse)]);
  expect(days).toBe(84);
  expect(models[0].aucOver[1].value).toBeCloseTo(
    computeAuc(labels.subarray(0, count - 5), Float32Array.from(probability).subarray(0, -5)) -
      computeAuc(labels.subarray(0, count - 5), Float32Array.from(worse).subarray(0, -5)),
    10,
  );
  expect(readDifference(models[0].aucOver[1])).toBe('better');
  expect(readDifference(models[1].aucOver[0])).toBe('worse');
  expect(models[1].aucOver[0].value).toBeCloseTo(-models[0].aucOver[1].value, 12);
  expect(models[0].auc.value - models[1].auc.value).toBeCloseTo(models[0].aucOver[1].value, 12);
});

test('all figures are about the bars that no model has seen and each has a probability for', () => {
  const gap = probability.map((value, bar) => (bar === 1_000 ? NaN : value));
  const {
    bars: shared,
    from,
    to,
  } = compare([testedOn(probability, 500, 1_500), testedOn(gap, 900, 2_000)]);
  const inBoth = labels.subarray(900, 1_495).filter((label) => label < 2).length;
  expect(shared).toBe(inBoth - Number(labels[1_000] < 2));
  expect([from, to]).toEqual([bars.openTime[900], bars.openTime[1_499]]);
});

test('models without a common unseen bar are refused', () => {
  const apart = [testedOn(probability, 0, 900), testedOn(probability, 1_000, 2_000)];
  expect(() => compare(apart)).toThrow('share no bar that none of them has seen');
});

test('the interval of a difference of two models that hear the signal equally well holds 0 as often as it says', () => {
  let held = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const pair = [testedOn(blur(seed, 0.03)), testedOn(blur(1000 + seed, 0.03))];
    const { models } = compare(pair, { seed, runs: 200 });
    held += Number(readDifference(models[0].aucOver[1]) === 'alike');
  }
  // 95 are expected; five standard errors of a share of 100 below that.
  expect(held).toBeGreaterThanOrEqual(84);
  expect(held).toBeLessThan(100);
});

describe('a difference as a sentence', () => {
  const say = (value: number, low: number, high: number, days = 14) =>
    describeDifference('A', 'B', { value, ci: [low, high] }, days);

  test('claims one only where the interval leaves 0 out', () => {
    expect(say(0.004, 0.001, 0.007)).toBe('A ranks better than B by 0.0040 (0.0010 to 0.0070).');
    expect(say(-0.004, -0.007, -0.001)).toBe('A ranks worse than B by 0.0040 (0.0010 to 0.0070).');
    expect(say(0.004, -0.001, 0.009)).toContain('no difference that these 14 days can tell');
    expect(say(0, 0, 0)).toContain('no difference');
  });

  test('says that the days are too few where there is no interval', () => {
    expect(say(0.1, NaN, NaN, 3)).toBe(
      '3 days are too few to compare A with B; at least five are needed.',
    );
  });
});
