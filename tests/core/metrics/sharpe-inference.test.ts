import { describe, expect, test } from 'vitest';
import {
  computeMinTrackRecord,
  computeProbabilisticSharpe,
  computeSharpePower,
  deflateSharpe,
  inferSharpe,
  measureMoments,
  measureSharpeVariance,
} from '../../../src/core/metrics/sharpe-inference';
import { computeMean } from '../../../src/core/metrics/statistics';
import { createRandom, type Random } from '../../../src/core/random';
import golden from '../../fixtures/performance.json';

const daily = golden.daily_returns;
const moments = { ...measureMoments(daily), autocorrelation: 0 };

test('skew, kurtosis, probabilistic and deflated Sharpe ratio and track record equal the reference', () => {
  expect(moments.skew).toBeCloseTo(golden.skewness, 10);
  expect(moments.kurtosis).toBeCloseTo(golden.kurtosis_pearson, 10);
  expect(computeProbabilisticSharpe(moments)).toBeCloseTo(golden.psr_vs_0, 10);
  expect(computeMinTrackRecord(moments)).toBeCloseTo(golden.min_track_record_length_95, 8);
  const { trials, variance_of_trial_sharpes_per_period: variance } = golden.deflated_sharpe;
  const { expectedMaxSharpe, probability } = deflateSharpe(moments, { trials, variance });
  expect(expectedMaxSharpe).toBeCloseTo(golden.deflated_sharpe.sr0_per_period, 10);
  expect(probability).toBeCloseTo(golden.deflated_sharpe.dsr, 10);
});

test('a single try is not deflated', () => {
  const { expectedMaxSharpe, probability } = deflateSharpe(moments, { trials: 1, variance: NaN });
  expect(expectedMaxSharpe).toBe(0);
  expect(probability).toBe(computeProbabilisticSharpe(moments));
});

test('by hand: normal independent returns have a variance of 1 + S^2 / 2', () => {
  expect(measureSharpeVariance({ skew: 0, kurtosis: 3 }, 0.2)).toBeCloseTo(1.02, 12);
  // r = 0.5: (1.5 / 0.5) - (1 + 1 + 1/3) x 0.3 x 0.1 + (1.25 / 0.75) x 0.75 x 0.01.
  const found = measureSharpeVariance({ skew: 0.3, kurtosis: 4, autocorrelation: 0.5 }, 0.1);
  expect(found).toBeCloseTo(3 - 0.07 + 0.0125, 12);
});

/** Returns of an autoregression of order 1 with a mean of `sharpe` deviations, after a warm-up. */
function drawReturns(
  random: Random,
  { days, sharpe, rho, isSkewed }: { days: number; sharpe: number; rho: number; isSkewed: boolean },
): Float64Array {
  const draw = () => (isSkewed ? 1 + Math.log(1 - random.uniform()) : random.normal());
  const returns = new Float64Array(days);
  let value = 0;
  for (let day = -30; day < days; day++) {
    value = rho * value + Math.sqrt(1 - rho ** 2) * draw();
    if (day >= 0) returns[day] = sharpe + value;
  }
  return returns;
}

test.each([
  ['independent, normal', 0, false, 0.3],
  ['independent, skewed to losses', 0, true, 0.3],
  ['autocorrelated, skewed to losses', 0.3, true, 0.5],
])('the variance is that of simulated Sharpe ratios: %s', (_, rho, isSkewed, sharpe) => {
  const random = createRandom(11);
  const days = 500;
  const found = Array.from({ length: 3000 }, () =>
    measureMoments(drawReturns(random, { days, sharpe, rho, isSkewed })),
  );
  const mean = computeMean(found.map((one) => one.sharpe));
  const variance = days * computeMean(found.map((one) => (one.sharpe - mean) ** 2));
  // An autoregression thins out what its steps have: skew by (1 - r^2)^1.5 / (1 - r^3), kurtosis alike.
  const skew = isSkewed ? (-2 * (1 - rho ** 2) ** 1.5) / (1 - rho ** 3) : 0;
  const kurtosis = isSkewed ? 3 + (6 * (1 - rho ** 2) ** 2) / (1 - rho ** 4) : 3;
  const expected = measureSharpeVariance({ skew, kurtosis, autocorrelation: rho }, sharpe);
  // 3,000 samples know a variance to 2.6%; twice that, and what 500 days are short of infinity.
  expect(variance / expected).toBeGreaterThan(0.93);
  expect(variance / expected).toBeLessThan(1.07);
});

describe('over simulated runs', () => {
  test.each([
    ['14 days', { days: 14, sharpe: 0, rho: 0, isSkewed: false }],
    [
      '14 days that go with the one before by 0.2',
      { days: 14, sharpe: 0.1, rho: 0.2, isSkewed: false },
    ],
    ['60 days, skewed', { days: 60, sharpe: 0.1, rho: 0, isSkewed: true }],
  ])('the interval holds the truth in 92 to 98 of 100: %s', (_, run) => {
    const random = createRandom(2);
    const samples = 2000;
    let covered = 0;
    for (let sample = 0; sample < samples; sample++) {
      const [low, high] = inferSharpe(drawReturns(random, run), 1).ci;
      if (low <= run.sharpe && run.sharpe <= high) covered++;
    }
    expect(covered / samples).toBeGreaterThan(0.92);
    expect(covered / samples).toBeLessThan(0.98);
  });

  test('the power is the share of runs with skill that pass the test', () => {
    const random = createRandom(4);
    const run = { days: 120, sharpe: 0.2, rho: 0, isSkewed: false };
    const expected = computeSharpePower({ ...run, skew: 0, kurtosis: 3 }, run.sharpe);
    let passed = 0;
    for (let sample = 0; sample < 2000; sample++) {
      const { sharpe, critical } = inferSharpe(drawReturns(random, run), 1);
      if (sharpe > critical) passed++;
    }
    expect(passed / 2000).toBeGreaterThan(expected - 0.05);
    expect(passed / 2000).toBeLessThan(expected + 0.05);
  });
});

test('a year has the ratio of the reference, and few days are too few to find a ratio of 1', () => {
  const whole = inferSharpe(daily);
  expect(whole.sharpe).toBeCloseTo(golden.sharpe_annual, 10);
  expect(whole.ci[0]).toBeLessThan(0);
  expect(whole.power.ofOne).toBeLessThan(0.25);
  expect(whole.power.ofTwo).toBeGreaterThan(whole.power.ofOne);
  // 0.9 x 0.05 / (0.9 x 0.05 + 0.1 x power).
  expect(whole.falseDiscoveryRate).toBeCloseTo(0.045 / (0.045 + 0.1 * whole.power.ofOne), 12);
  expect(whole.deflated).toBeUndefined();
  expect(inferSharpe(daily, 365, { trials: 20, variance: 0.002 }).deflated?.trials).toBe(20);
});

test('below five days and without variation nothing is known', () => {
  for (const returns of [daily.slice(0, 4), [0, 0, 0, 0, 0, 0], []]) {
    const { sharpe, ci, probabilistic, minTrackRecordDays, power } = inferSharpe(returns);
    const figures = [sharpe, ...ci, probabilistic, minTrackRecordDays, power.ofOne];
    expect(figures).toEqual(figures.map(() => NaN));
  }
});

test('a losing run never has a track record that is long enough', () => {
  expect(inferSharpe(daily.map((value) => -value)).minTrackRecordDays).toBe(Infinity);
});
