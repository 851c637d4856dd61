import { expect, test } from 'vitest';
import {
  computeCorrelation,
  computeNormalCdf,
  computeNormalQuantile,
  estimateShare,
} from '../../../src/core/metrics/statistics';

test('Pearson by hand: (1, 2, 3, 6) and (2, 1, 4, 5)', () => {
  // Deviations (-2, -1, 0, 3) and (-1, -2, 1, 2): products 10; squares 14 and 10.
  expect(computeCorrelation([1, 2, 3, 6], [2, 1, 4, 5])).toBeCloseTo(10 / Math.sqrt(140), 12);
});

test('a series goes with itself and against its opposite, whatever the scale', () => {
  expect(computeCorrelation([1, 5, 2], [10, 50, 20])).toBeCloseTo(1, 12);
  expect(computeCorrelation([1, 5, 2], [-1, -5, -2])).toBeCloseTo(-1, 12);
});

test('it is undefined below two values or without variation', () => {
  expect(computeCorrelation([1], [2])).toBeNaN();
  expect(computeCorrelation([], [])).toBeNaN();
  expect(computeCorrelation([1, 1, 1], [1, 2, 3])).toBeNaN();
});

test('shares and quantiles of the normal distribution equal the tables', () => {
  // NIST: Phi(1.96) = 0.9750021048517795, Phi(-3) = 0.0013498980316300933.
  expect(computeNormalCdf(0)).toBe(0.5);
  expect(computeNormalCdf(1.96)).toBeCloseTo(0.9750021048517795, 14);
  expect(computeNormalCdf(-3)).toBeCloseTo(0.0013498980316300933, 14);
  expect([computeNormalCdf(-40), computeNormalCdf(40)]).toEqual([0, 1]);
  expect(computeNormalQuantile(0.975)).toBeCloseTo(1.959963984540054, 12);
  expect(computeNormalQuantile(1e-6)).toBeCloseTo(-4.753424308822899, 8);
  expect([computeNormalQuantile(0), computeNormalQuantile(1)]).toEqual([-Infinity, Infinity]);
});

test('a share has the interval of Wilson', () => {
  // 0 of 100: (0, z^2 / n / (1 + z^2 / n)) = (0, 0.0370); 50 of 100: 0.4038 to 0.5962.
  const none = estimateShare(0, 100);
  expect(none.ci[0]).toBeCloseTo(0, 12);
  expect(none.ci[1]).toBeCloseTo(0.037, 3);
  expect(estimateShare(50, 100).ci[0]).toBeCloseTo(0.4038, 4);
  expect(estimateShare(50, 100).ci[1]).toBeCloseTo(0.5962, 4);
});
