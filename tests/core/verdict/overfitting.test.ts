import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { alignReturns, estimateOverfitting } from '../../../src/core/verdict/overfitting';
import { makeNoise } from './make-trials';

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('the probability of backtest overfitting', () => {
  test('is that of a case worked out by hand', () => {
    // Four blocks of two days, mean over deviation of each block and pair of blocks:
    // the first try is best in every half with blocks 1 and 2, the second in every half with 3 and 4.
    const up = [0.03, 0.01, 0.03, 0.01];
    const down = up.map((value) => -value);
    const found = estimateOverfitting([
      [...up, ...down],
      [...down, ...up],
    ]);
    // Halves 12 and 34: the best one is the worse one on the other half. The other four halves are ties, which count half.
    expect(found).toMatchObject({ blocks: 4, combinations: 6, trials: 2, days: 8 });
    expect(found.pbo).toBeCloseTo((2 + 4 / 2) / 6, 12);
    expect(found.probabilityOfLoss).toBeCloseTo(2 / 6, 12);
    // Points (s, -s) twice and (0, 0) four times.
    expect(found.degradation).toBeCloseTo(-1, 12);
  });

  test('agrees with a plain enumeration of halves', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 5 }),
        fc.integer({ min: 8, max: 25 }),
        fc.integer(),
        (trials, days, seed) => {
          const returns = makeNoise(seed, trials, days);
          const found = estimateOverfitting(returns, { blocks: 6 });
          expect(found.pbo).toBeCloseTo(enumerate(returns, found.blocks), 10);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('counts a series with a weight as so many tries that are alike', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 }),
        fc.integer(),
        (weights, seed) => {
          const returns = makeNoise(seed, weights.length, 20);
          const repeated = returns.flatMap((daily, at) =>
            Array.from({ length: weights[at] }, () => daily),
          );
          const found = estimateOverfitting(returns, { blocks: 6, weights });
          const expected = estimateOverfitting(repeated, { blocks: 6 });
          expect(found.trials).toBe(expected.trials);
          expect(found.pbo).toBeCloseTo(expected.pbo, 10);
          expect(found.probabilityOfLoss).toBeCloseTo(expected.probabilityOfLoss, 10);
          expect(found.degradation).toBeCloseTo(expected.degradation, 8);
        },
      ),
      { numRuns: 50 },
    );
  });

  test.each([
    [2, 30],
    [3, 14],
    [10, 60],
    [50, 90],
  ])('is 0.5 on average for %i tries without skill on %i days', (trials, days) => {
    const seeds = 200;
    const found = Array.from({ length: seeds }, (_, seed) =>
      estimateOverfitting(makeNoise(1000 * trials + seed, trials, days), { blocks: 8 }),
    );
    // Its deviation over seeds is at most 0.5.
    const mean = average(found.map(({ pbo }) => pbo));
    expect(Math.abs(mean - 0.5)).toBeLessThan((3.3 * 0.5) / Math.sqrt(seeds));
    expect(Math.abs(average(found.map((one) => one.probabilityOfLoss)) - 0.5)).toBeLessThan(0.12);
  });

  test('is near 0 where one try has skill, and its ratio lasts', () => {
    const found = Array.from({ length: 4 }, (_, seed) => {
      const [good, ...others] = makeNoise(seed, 20, 120);
      return estimateOverfitting([good.map((value) => value + 0.008), ...others]);
    });
    expect(found[0].combinations).toBe(12_870);
    expect(average(found.map(({ pbo }) => pbo))).toBeLessThan(0.01);
    expect(average(found.map((one) => one.probabilityOfLoss))).toBeLessThan(0.01);
  });

  test('is unknown for one try, for too few days, and 0.5 for tries that are all the same', () => {
    const [one, two] = makeNoise(1, 2, 20);
    expect(estimateOverfitting([one]).pbo).toBeNaN();
    expect(estimateOverfitting([]).pbo).toBeNaN();
    expect(estimateOverfitting([one.slice(0, 7), two.slice(0, 7)])).toMatchObject({
      pbo: NaN,
      combinations: 0,
    });
    expect(estimateOverfitting([one, one, one]).pbo).toBeCloseTo(0.5, 10);
    const idle = new Float64Array(20);
    expect(estimateOverfitting([idle, idle])).toMatchObject({ pbo: 0.5, probabilityOfLoss: 0 });
  });
});

/** The definition, half by half, for tries without ties. */
function enumerate(returns: readonly (readonly number[])[], blocks: number): number {
  const days = returns[0].length;
  const blockOf = (day: number) => {
    let block = 0;
    while (Math.floor(((block + 1) * days) / blocks) <= day) block++;
    return block;
  };
  const sharpe = (series: readonly number[], isIn: (block: number) => boolean) => {
    const part = series.filter((_, day) => isIn(blockOf(day)));
    const mean = average(part);
    return (
      mean /
      Math.sqrt(part.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (part.length - 1))
    );
  };
  let [halves, below] = [0, 0];
  for (let bits = 0; bits < 2 ** blocks; bits++) {
    const isIn = (block: number) => ((bits >> block) & 1) === 1;
    if (
      Array.from({ length: blocks }, (_, block) => isIn(block)).filter(Boolean).length !==
      blocks / 2
    )
      continue;
    const inside = returns.map((series) => sharpe(series, isIn));
    const outside = returns.map((series) => sharpe(series, (block) => !isIn(block)));
    const own = outside[inside.indexOf(Math.max(...inside))];
    const rank = 1 + outside.filter((other) => other < own).length;
    const relative = rank / (returns.length + 1);
    halves++;
    below += relative < 0.5 ? 1 : relative === 0.5 ? 0.5 : 0;
  }
  return below / halves;
}

describe('aligned returns', () => {
  const days = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) => from + at);
  const trial = (from: number, to: number, sign = 1) => ({
    days: days(from, to),
    returns: days(from, to).map((day) => sign * day),
    cells: 1,
  });

  test('are those of the days that all share', () => {
    expect(alignReturns([trial(5, 40, -1), trial(0, 20)]).returns).toEqual([
      days(5, 20),
      days(5, 20).map((day) => -day),
    ]);
  });

  test('leave out trials that would cost more than half of the days, and all below eight days', () => {
    const tried = [trial(11, 40), trial(0, 18), trial(100, 120), { ...trial(0, 20), cells: 7 }];
    const found = alignReturns(tried);
    expect(found.weights).toEqual([7, 1]);
    expect(found.returns).toEqual([days(0, 18), days(0, 18)]);
    expect(alignReturns([trial(0, 7), trial(0, 7)]).returns).toEqual([]);
    expect(alignReturns([])).toEqual({ returns: [], weights: [] });
  });
});
