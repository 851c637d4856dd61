import { describe, expect, test } from 'vitest';
import {
  deflateSharpe,
  expectMax,
  measureMoments,
} from '../../../src/core/metrics/sharpe-inference';
import { reviewTrials, summarizeTrials } from '../../../src/core/verdict/trial-statistics';
import { isLong } from '../../long';
import { chainTrials, makeNoise, makeTrial, makeTrialsOf } from './make-trials';

/** Share of seeds in which the best of the tries passes the deflated test at 95%. */
function survive(seeds: number, tryAt: (seed: number) => readonly (readonly number[])[]): number {
  let survived = 0;
  for (let seed = 1; seed <= seeds; seed++) {
    const returns = tryAt(seed);
    const { luck } = summarizeTrials(makeTrialsOf(returns), { runs: 100 });
    const moments = returns.map(measureMoments);
    const best = moments.reduce((a, b) => (b.sharpe > a.sharpe ? b : a));
    if (deflateSharpe(best, luck).probability > 0.95) survived++;
  }
  return survived / seeds;
}

describe('the count of tries', () => {
  test('takes a repetition once, and has the variance of the daily Sharpe ratios', () => {
    const one = makeTrial({ key: 'a', returns: [0.01, 0.03, 0.02] });
    const two = makeTrial({ key: 'b', returns: [0.03, 0.01, -0.01] });
    const found = summarizeTrials([one, two, { ...one }]);
    expect(found).toMatchObject({ count: 3, distinct: 2 });
    // Means 0.02 and 0.01, deviations 0.01 and 0.02: ratios 2 and 0.5.
    expect(found.sharpeVariance).toBeCloseTo(1.125, 10);
    expect(found.luck.variance).toBeCloseTo(1 / 2, 12);
  });

  test('is nothing without a trial, and one for one', () => {
    expect(summarizeTrials([])).toMatchObject({ count: 0, distinct: 0, luck: { trials: 0 } });
    expect(summarizeTrials([makeTrial()])).toMatchObject({ distinct: 1, luck: { trials: 1 } });
  });

  test('of independent tries is about their number', () => {
    for (const count of [2, 10, 50]) {
      const { luck } = summarizeTrials(makeTrialsOf(makeNoise(count, count, 365)));
      expect(luck.trials).toBeGreaterThan(0.75 * count);
      expect(luck.trials).toBeLessThanOrEqual(count);
      expect(luck.variance).toBeCloseTo(1 / 364, 12);
    }
  });

  test('of tries that resemble each other is less, and that of copies is about one', () => {
    const independent = (correlation: number) =>
      summarizeTrials(makeTrialsOf(makeNoise(3, 50, 365, correlation))).luck.trials;
    const [none, half, most] = [independent(0), independent(0.5), independent(0.9)];
    expect(none).toBeGreaterThan(half);
    expect(half).toBeGreaterThan(most);
    expect(most).toBeLessThan(5);
    const [series] = makeNoise(1, 1, 90);
    const copies = Array.from({ length: 20 }, (_, at) => series.map((value) => (1 + at) * value));
    expect(summarizeTrials(makeTrialsOf(copies)).luck.trials).toBeLessThan(1.5);
  });

  test('of two groups of copies is about two', () => {
    const groups = makeNoise(1, 2, 365).flatMap((series) =>
      Array.from({ length: 25 }, () => series),
    );
    const { luck } = summarizeTrials(makeTrialsOf(groups));
    expect(luck.trials).toBeGreaterThan(1.7);
    expect(luck.trials).toBeLessThan(2.4);
  });

  test('takes trials of different days together, and those that never trade not at all', () => {
    const [one, two] = makeTrialsOf(makeNoise(2, 2, 100));
    const later = { ...two, days: two.days.map((day) => day + 60) };
    expect(summarizeTrials([one, later]).luck.trials).toBeCloseTo(2, 0);
    const idle = makeTrial({ key: 'idle', returns: [0, 0, 0] });
    expect(summarizeTrials([one, idle, { ...idle, key: 'other' }]).luck.trials).toBe(1);
  });
});

test('the review of bars lists the tries on them, newest first, with what they say together', () => {
  const here = makeTrialsOf(makeNoise(1, 3, 40));
  const elsewhere = makeTrial({ datasetId: 'bars-2', series: 'ETHUSDT' });
  const doubled = { ...here[0], kind: 'trained' as const, auc: 0.53 };
  const idle = makeTrial({ key: 'idle', returns: [0, 0, 0] });
  const trials = chainTrials([here[0], elsewhere, here[1], here[2], doubled, idle]);
  const bars = { datasetId: 'bars-1', series: 'BTCUSDT', from: 0, to: 1 };
  const { rows, summary, overfitting, luckySharpe, broken } = reviewTrials(trials, bars);
  expect(rows.map(({ number }) => number)).toEqual([6, 5, 4, 3, 1]);
  expect(rows[0]).toMatchObject({ auc: NaN, sharpe: NaN, netReturn: 0 });
  expect(rows[1]).toMatchObject({ kind: 'trained', auc: 0.53 });
  const growth = here[0].returns.reduce((value, daily) => value * (1 + daily), 1);
  expect(rows[4].netReturn).toBeCloseTo(growth - 1, 12);
  expect(summary).toMatchObject({ count: 5, distinct: 4 });
  // The newest has three days, too few to cut into blocks.
  expect(overfitting.pbo).toBeNaN();
  const best =
    expectMax(summary.luck.trials) * Math.sqrt((365 * (1 / 39 + 1 / 39 + 1 / 39 + 1 / 2)) / 4);
  expect(luckySharpe).toBeCloseTo(best, 10);
  expect(broken).toBeUndefined();
  expect(reviewTrials(trials.slice(0, 4), bars).overfitting).toMatchObject({ trials: 3, days: 40 });
});

describe('the best of 50 tries without skill passes the deflated test in at most 5% of seeds', () => {
  const seeds = isLong ? 1000 : 150;
  // 5% and 1.65 standard errors of a share of 5% in so many seeds.
  const limit = 0.05 + 1.65 * Math.sqrt((0.05 * 0.95) / seeds);

  test.each([0, 0.5, 0.9, 0.99])('that have a correlation of %d', (correlation) => {
    const share = survive(seeds, (seed) => makeNoise(seed, 50, 60, correlation));
    expect(share).toBeLessThanOrEqual(limit);
  });

  test('without the deflation most of them pass', () => {
    let passed = 0;
    for (let seed = 1; seed <= 50; seed++) {
      const moments = makeNoise(seed, 50, 60).map(measureMoments);
      const best = moments.reduce((a, b) => (b.sharpe > a.sharpe ? b : a));
      if (deflateSharpe(best, { trials: 1, variance: 1 }).probability > 0.95) passed++;
    }
    expect(passed).toBeGreaterThan(40);
  });

  test('of which many lose by costs, which do not hide one with skill', () => {
    const costly = (seed: number) =>
      makeNoise(seed, 50, 60, 0.3).map((series, at) => series.map((value) => value - 0.001 * at));
    expect(survive(seeds, costly)).toBeLessThanOrEqual(limit);
    const found = survive(100, (seed) => {
      const [good, ...others] = costly(seed);
      return [good.map((value) => value + 0.009), ...others];
    });
    expect(found).toBeGreaterThan(0.8);
  });
});
