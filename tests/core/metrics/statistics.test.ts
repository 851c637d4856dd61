import { expect, test } from 'vitest';
import { computeCorrelation } from '../../../src/core/metrics/statistics';

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
