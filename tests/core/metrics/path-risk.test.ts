import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bootstrapPaths as startBootstrapPaths,
  lossLevels,
  pathLevels,
  rollSharpe,
  shuffleTrades as startShuffleTrades,
} from '../../../src/core/metrics/path-risk';
import { computeSharpe } from '../../../src/core/metrics/risk';
import { createRandom } from '../../../src/core/random';
import { finishAs } from '../finish-steps';

const bootstrapPaths = finishAs(startBootstrapPaths);
const shuffleTrades = finishAs(startShuffleTrades);

const median = pathLevels.indexOf(0.5);

describe('trades in another order', () => {
  test('all paths end alike; the run itself is told beside them', () => {
    // 100 + 10 - 30 + 5 + 20 - 5 = 100; its deepest fall is from 110 to 80.
    const risk = shuffleTrades([10, -30, 5, 20, -5], 100, { runs: 50 });
    expect(risk).toMatchObject({ runs: 50, steps: 5, at: [0, 1, 2, 3, 4, 5] });
    expect(risk?.actual).toEqual([100, 110, 80, 85, 105, 100]);
    expect(risk?.maxDrawdown.actual).toBeCloseTo(80 / 110 - 1, 12);
    expect(risk?.totalReturn).toEqual({ quantiles: [0, 0, 0, 0, 0], actual: 0 });
    for (const quantile of risk?.fan ?? []) {
      expect(quantile[0]).toBe(100);
      expect(quantile[5]).toBe(100);
    }
  });

  test('a known answer: the loss comes first in one path of n, and last in one of n', () => {
    // Nine gains of 1 and one loss of 50. First, it leaves 50 of 100; after k gains, 50 + k. So the equity falls to half
    // of the capital in one order of ten, and by a fifth in all of them.
    const profits = [...new Array<number>(9).fill(1), -50];
    const risk = shuffleTrades(profits, 100, { runs: 4000, seed: 5 });
    const lossOf = (level: (typeof lossLevels)[number]) => risk?.losses[lossLevels.indexOf(level)];
    expect(lossOf(0.5)?.value).toBeCloseTo(0.1, 1);
    expect(lossOf(0.5)?.ci[0]).toBeLessThan(0.1);
    expect(lossOf(0.5)?.ci[1]).toBeGreaterThan(0.1);
    expect(lossOf(0.2)?.value).toBe(1);
    expect(lossOf(1)?.value).toBe(0);
    // After k gains the fall is 50 / (100 + k): from 50% where it comes first to 50 / 109 where last.
    expect(risk?.maxDrawdown.quantiles[median]).toBeCloseTo(-50 / 104.5, 2);
  });

  test('equal trades have one path', () => {
    const risk = shuffleTrades([2, 2, 2, 2, 2], 10, { runs: 20 });
    for (const quantile of risk?.fan ?? []) expect(quantile).toEqual([10, 12, 14, 16, 18, 20]);
    expect(risk?.maxDrawdown.quantiles).toEqual([0, 0, 0, 0, 0]);
  });

  test('what is lost stays lost', () => {
    const risk = shuffleTrades([-100, -100, 50, 50, 50], 100, { runs: 500 });
    const ruin = risk?.losses.at(-1)?.value ?? NaN;
    // Only an order that keeps the equity above 0 throughout escapes: 50s before the first loss, and two losses cost 200.
    expect(ruin).toBeGreaterThan(0.5);
    expect(risk?.actual).toEqual([100, 0, 0, 0, 0, 0]);
    // As often is the deepest loss of a path the whole capital, and never more.
    expect(risk?.deepestLoss.actual).toBe(-1);
    const losses = [...(risk?.deepestLoss.values ?? [])];
    expect(losses.filter((loss) => loss === -1).length / 500).toBe(ruin);
    expect(Math.min(...losses)).toBe(-1);
  });
});

describe('days like these', () => {
  test('equal days have one path, compounded', () => {
    const risk = bootstrapPaths([0.1, 0.1, 0.1, 0.1, 0.1], 100, { runs: 20 });
    expect(risk?.fan[median].at(-1)).toBeCloseTo(161.051, 9); // 100 x 1.1^5
    expect(risk?.losses.map(({ value }) => value)).toEqual([0, 0, 0, 0, 0]);
  });

  test('a known answer: independent normal days end about where a random walk does', () => {
    const random = createRandom(3);
    const returns = Array.from({ length: 200 }, () => 0.01 * random.normal());
    const risk = bootstrapPaths(returns, 100, { runs: 4000 });
    const sum = returns.reduce((all, value) => all + value, 0);
    const squares = returns.reduce((all, value) => all + (value - sum / 200) ** 2, 0);
    // The log of the end is normal around the sum of the logs, with the sum of the days' variances: 90% within 1.645 deviations.
    const [low = NaN, , middle = NaN, , high = NaN] = risk?.totalReturn.quantiles ?? [];
    const width = (Math.log1p(high) - Math.log1p(low)) / 2;
    expect(width / (1.645 * Math.sqrt(squares))).toBeGreaterThan(0.75);
    expect(width / (1.645 * Math.sqrt(squares))).toBeLessThan(1.25);
    const logs = returns.reduce((all, value) => all + Math.log1p(value), 0);
    expect(Math.abs(Math.log1p(middle) - logs)).toBeLessThan(0.02);
  });
});

test('quantiles are in order at every step, and one seed gives one answer', () => {
  const results = fc.array(fc.double({ min: -50, max: 50, noNaN: true }), {
    minLength: 5,
    maxLength: 300,
  });
  fc.assert(
    fc.property(results, fc.integer(), (profits, seed) => {
      const risk = shuffleTrades(profits, 1000, { runs: 30, seed });
      expect(shuffleTrades(profits, 1000, { runs: 30, seed })).toEqual(risk);
      if (risk === undefined) throw new Error('there are enough trades');
      expect(risk.at.at(-1)).toBe(profits.length);
      expect(risk.at.length).toBeLessThanOrEqual(121);
      risk.at.forEach((_, point) => {
        const values = risk.fan.map((quantile) => quantile[point]);
        expect(values).toEqual([...values].sort((a, b) => a - b));
      });
      const shares = risk.losses.map(({ value }) => value);
      expect(shares).toEqual([...shares].sort((a, b) => b - a));
    }),
    { numRuns: 50 },
  );
});

test('too few steps have no paths', () => {
  expect(shuffleTrades([1, 2, 3, 4], 100)).toBeUndefined();
  expect(bootstrapPaths([0.1], 100)).toBeUndefined();
});

test('a rolling Sharpe ratio is that of the last days alone', () => {
  const returns = Float64Array.of(0.01, -0.02, 0.03, 0.01, 0);
  const rolled = rollSharpe(returns, 365, 3);
  expect([...rolled.slice(0, 2)]).toEqual([NaN, NaN]);
  expect(rolled[2]).toBe(computeSharpe([0.01, -0.02, 0.03], 365));
  expect(rolled[4]).toBe(computeSharpe([0.03, 0.01, 0], 365));
});
