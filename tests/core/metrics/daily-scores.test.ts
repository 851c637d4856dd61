import { describe, expect, test } from 'vitest';
import { computeAuc } from '../../../src/core/metrics/auc';
import {
  compareDailyAuc,
  estimateDailyAuc,
  estimateDailyLogLossSkill,
} from '../../../src/core/metrics/daily-scores';
import { resampleDays } from '../../../src/core/metrics/bootstrap';
import { createRandom } from '../../../src/core/random';
import { isLong } from '../../long';
import { makeNoise, measureCoverage } from './coverage-study';

const dayMs = 86_400_000;

/** `days` days of `perDay` bars; a rise scores higher by `skill` deviations. */
function makeBars(days: number, perDay: number, skill: number, seed = 1) {
  const random = createRandom(seed);
  const count = days * perDay;
  const labels = Uint8Array.from({ length: count }, () => random.below(2));
  const logit = Float64Array.from(labels, (label) => skill * (label - 0.5) + random.normal());
  const probabilities = logit.map((value) => 1 / (1 + Math.exp(-value)));
  const openTimes = Float64Array.from(labels, (_, i) => (i * dayMs) / perDay);
  return { labels, probabilities, openTimes };
}

test('the AUC is that of all bars, ties counted as half; labels and scores that are missing are skipped', () => {
  const { labels, probabilities, openTimes } = makeBars(6, 50, 1);
  const rounded = probabilities.map((value) => Math.round(value * 10) / 10);
  labels.fill(255, 0, 20);
  rounded.fill(NaN, 30, 40);
  const { value, days } = estimateDailyAuc(labels, rounded, openTimes);
  expect(value).toBeCloseTo(computeAuc(labels, rounded), 12);
  expect(days).toBe(6);
});

test('by hand: days whose placements all equal the AUC leave no doubt', () => {
  // Each day has two rises and two falls, scored 0.6, 0.4 each: every day's mean placement is 0.5.
  const labels = Array.from({ length: 24 }, (_, i) => i % 2);
  const scores = labels.map((_, i) => (i % 4 < 2 ? 0.6 : 0.4));
  const openTimes = labels.map((_, i) => Math.floor(i / 4) * dayMs);
  const { value, ci, effectiveLabels } = estimateDailyAuc(labels, scores, openTimes);
  expect(value).toBe(0.5);
  expect(ci[0]).toBeCloseTo(0.5, 12);
  expect(ci[1]).toBeCloseTo(0.5, 12);
  expect(effectiveLabels).toBe(24);
});

test('by hand: the interval is that of the days means, drawn with replacement', () => {
  // One rise and one fall a day. Scores of rises 1..6, of falls 3.5: placements of rises are 0, 0, 0, 1, 1, 1;
  // those of falls all 0.5. So an AUC of 0.5 whose days are (0, 0, 0, 1, 1, 1) + 0.5 - 0.5.
  const labels = [1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0];
  const scores = [1, 3.5, 2, 3.5, 3, 3.5, 4, 3.5, 5, 3.5, 6, 3.5];
  const openTimes = labels.map((_, i) => Math.floor(i / 2) * dayMs);
  const options = { seed: 4, runs: 200, meanBlockDays: 1 };
  const { value, ci } = estimateDailyAuc(labels, scores, openTimes, options);
  expect(value).toBe(0.5);
  const { counts, reach } = resampleDays(6, options);
  const means = Array.from({ length: 200 }, (_, run) => {
    const drawn = counts.subarray(run * 6, run * 6 + 6);
    return (drawn[3] + drawn[4] + drawn[5]) / 6;
  });
  const mean = means.reduce((sum, one) => sum + one, 0) / 200;
  const variance = means.reduce((sum, one) => sum + (one - mean) ** 2, 0) / 199;
  expect(ci[1]).toBeCloseTo(Math.min(1, 0.5 + reach * Math.sqrt(variance)), 12);
});

test('independent labels count in full, and no more where each is there ten times', () => {
  const { labels, probabilities, openTimes } = makeBars(60, 40, 0);
  const { effectiveLabels } = estimateDailyAuc(labels, probabilities, openTimes);
  expect(effectiveLabels).toBeGreaterThan(0.6 * labels.length);
  expect(effectiveLabels).toBeLessThanOrEqual(labels.length);
  const repeat = (values: Uint8Array | Float64Array) =>
    Array.from({ length: values.length * 10 }, (_, i) => values[Math.floor(i / 10)]);
  const [often, scores, times] = [labels, probabilities, openTimes].map(repeat);
  const repeated = estimateDailyAuc(often, scores, times);
  expect(repeated.effectiveLabels).toBeGreaterThan(0.6 * labels.length);
  expect(repeated.effectiveLabels).toBeLessThan(1.6 * labels.length);
});

test('below five days there is an AUC, but neither an interval nor a number of labels', () => {
  const { labels, probabilities, openTimes } = makeBars(4, 100, 1);
  const { value, ci, days, effectiveLabels } = estimateDailyAuc(labels, probabilities, openTimes);
  expect(value).toBeGreaterThan(0.6);
  expect([...ci, effectiveLabels]).toEqual([NaN, NaN, NaN]);
  expect(days).toBe(4);
});

test('of no bars, and of one label alone, nothing is known', () => {
  expect(estimateDailyAuc([], [], []).value).toBeNaN();
  const openTimes = Array.from({ length: 10 }, (_, i) => i * dayMs);
  const ones = openTimes.map(() => 1);
  const { value, ci } = estimateDailyAuc(ones, ones, openTimes);
  expect([value, ...ci]).toEqual([NaN, NaN, NaN]);
});

test('arrays of different lengths are refused with both lengths', () => {
  expect(() => estimateDailyAuc([1, 0], [0.5, 0.5], [0])).toThrow(
    'one value a label is needed, were 1 for 2 labels',
  );
});

describe('on noise with overlapping labels', () => {
  test('the interval by days holds 0.5 in 92 to 98 of 100 samples; DeLong times the horizon in nearly all', () => {
    const options = { days: 14, dayBars: 96, slowBars: 12 };
    const { byDays, byHorizon, delong } = measureCoverage(400, options);
    expect(byDays).toBeGreaterThan(0.92);
    expect(byDays).toBeLessThan(0.98);
    expect(byHorizon).toBeGreaterThan(byDays);
    expect(delong).toBeLessThan(0.75);
  });

  // The table of docs/decisions/011-the-auc-by-days.md.
  test
    .runIf(isLong)
    .each([12, 288].flatMap((slowBars) => [14, 30, 60].map((days) => ({ slowBars, days }))))(
    'with scores of the last $slowBars of 288 bars a day, over $days days',
    (options) => {
      const coverage = measureCoverage(600, options);
      console.log(JSON.stringify({ ...options, ...coverage }));
      expect(coverage.byDays).toBeGreaterThan(0.91);
      expect(coverage.byDays).toBeLessThan(0.98);
    },
    600_000,
  );
});

test('two models are compared on the same days: far narrower than two intervals, zero for the same scores', () => {
  const { labels, probabilities, openTimes } = makeBars(20, 100, 0.5);
  const random = createRandom(9);
  const worse = probabilities.map((value) => value + 0.05 * random.normal());
  const same = compareDailyAuc(labels, probabilities, probabilities, openTimes);
  expect(same).toEqual({ value: 0, ci: [0, 0] });
  const { value, ci } = compareDailyAuc(labels, probabilities, worse, openTimes);
  const first = estimateDailyAuc(labels, probabilities, openTimes);
  expect(value).toBeCloseTo(first.value - computeAuc(labels, worse), 12);
  expect(ci[1] - ci[0]).toBeLessThan((first.ci[1] - first.ci[0]) / 2);
  const [low, high] = compareDailyAuc(labels, worse, probabilities, openTimes).ci;
  expect(low).toBeCloseTo(-ci[1], 12);
  expect(high).toBeCloseTo(-ci[0], 12);
});

test('the skill is 0 for the constant guess itself, above 0 for who knows, below 0 for who is too sure', () => {
  const { labels, probabilities, openTimes } = makeBars(10, 200, 1);
  const guess = Array.from(labels, () => 0.5);
  const skillOf = (said: ArrayLike<number>) =>
    estimateDailyLogLossSkill(labels, said, openTimes, 0.5);
  expect(skillOf(guess).value).toBeCloseTo(0, 12);
  expect(skillOf(probabilities).ci[0]).toBeGreaterThan(0);
  const { scores, ...noise } = makeNoise({ seed: 1, days: 10, dayBars: 96, slowBars: 12 });
  const sure = scores.map((score) => 1 / (1 + Math.exp(-2 * score)));
  const worse = estimateDailyLogLossSkill(noise.labels, sure, noise.openTimes, 0.5);
  expect(worse.ci[1]).toBeLessThan(0);
});

test('by hand: skill is one less the ratio of the losses', () => {
  // Losses -ln 0.8 and -ln 0.8 against -ln 0.5 and -ln 0.5.
  const { value } = estimateDailyLogLossSkill([1, 0], [0.8, 0.2], [0, dayMs], 0.5);
  expect(value).toBeCloseTo(1 - Math.log(0.8) / Math.log(0.5), 12);
});
