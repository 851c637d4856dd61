import { describe, expect, test } from 'vitest';
import { createRandom } from '../../../src/core/random';
import { summarizeTrials, reviewTrials } from '../../../src/core/verdict/trial-statistics';
import { describeTriedMap } from '../../../src/core/verdict/tried-map';
import { chainTrials, makeNoise, makeTrial, makeTrialsOf } from './make-trials';

/** Cells of a map without skill: neighbours share most of their returns, as thresholds that are close do. */
function makeCells(seed: number, side: number, days: number): readonly Float64Array[] {
  const random = createRandom(seed);
  const noise = Array.from({ length: side * 2 }, () =>
    Float64Array.from({ length: days }, random.normal),
  );
  return Array.from({ length: side ** 2 }, (_, cell) => {
    const [x, y] = [cell % side, Math.floor(cell / side)];
    // A signal is followed from its own threshold on, so a cell has the returns of all that are beyond both.
    const parts = [...noise.slice(x, side), ...noise.slice(side + y)];
    return Float64Array.from({ length: days }, (__, day) =>
      parts.reduce((sum, part) => sum + 0.001 * part[day], 0),
    );
  });
}

const trialOf = (returns: readonly Float64Array[]) =>
  makeTrial({
    kind: 'swept',
    days: Array.from(returns[0], (_, day) => day),
    returns: [...returns[0]],
    map: describeTriedMap(returns, 0),
  });

describe('what the ledger keeps of a map', () => {
  test('counts every cell, with mean and variance of the daily Sharpe ratios', () => {
    // Means 0.02 and 0.01, deviations 0.01 and 0.02: ratios 2 and 0.5, as of two trials.
    const cells = [
      [0.01, 0.03, 0.02],
      [0.03, 0.01, -0.01],
    ].map((daily) => Float64Array.from(daily));
    const map = describeTriedMap(cells, 1);
    expect(map.cells).toBe(2);
    expect(map.sharpeMean).toBeCloseTo(1.25, 10);
    expect(map.sharpeVariance).toBeCloseTo(1.125, 10);
    expect(map.series.map(({ returns }) => returns)).toEqual([
      [0.03, 0.01, -0.01],
      [0.01, 0.03, 0.02],
    ]);
  });

  test('needs one series for cells that trade alike, and one for those that never trade', () => {
    const [daily] = makeNoise(1, 1, 40);
    const still = new Float64Array(40);
    const cells = [1, 2, 3].map((size) => Float64Array.from(daily, (value) => size * value));
    const { series } = describeTriedMap([...cells, still, still], 0);
    expect(series.map((one) => one.cells)).toEqual([3, 2]);
  });

  test('stands for all cells: as much luck is allowed for as if each were a trial of its own', () => {
    const cells = makeCells(7, 20, 90);
    const map = describeTriedMap(cells, 0);
    expect(map.series.length).toBeLessThanOrEqual(200);
    expect(map.series.reduce((sum, series) => sum + series.cells, 0)).toBe(400);
    const compact = summarizeTrials([trialOf(cells)]);
    const whole = summarizeTrials(makeTrialsOf(cells.map((daily) => [...daily])));
    expect(compact).toMatchObject({ count: 400, distinct: 400 });
    expect(compact.sharpeVariance).toBeCloseTo(whole.sharpeVariance, 10);
    expect(compact.luck.variance).toBeCloseTo(whole.luck.variance, 12);
    expect(compact.luck.trials / whole.luck.trials).toBeGreaterThan(0.9);
    expect(compact.luck.trials / whole.luck.trials).toBeLessThan(1.1);
  });

  test('joins other trials: counts add up, and a map that is drawn again counts once', () => {
    const map = trialOf(makeCells(7, 5, 40));
    const [one] = makeTrialsOf(makeNoise(2, 1, 40));
    const found = summarizeTrials([map, one, { ...map }]);
    expect(found).toMatchObject({ count: 51, distinct: 26 });
    const bars = { datasetId: 'bars-1', series: 'BTCUSDT', from: 0, to: 1 };
    const review = reviewTrials(chainTrials([map, one]), bars);
    expect(review.overfitting).toMatchObject({ trials: 26, days: 40 });
    expect(review.overfitting.pbo).toBeGreaterThanOrEqual(0);
    expect(review.rows.map(({ kind }) => kind)).toEqual(['simulated', 'swept']);
  });
});
