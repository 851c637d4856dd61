import { expect, test } from 'vitest';
import { binReliability, computeCalibrationError } from '../../../src/core/metrics/calibration';

test('bins hold mean probability and frequency; an edge belongs to the upper bin', () => {
  const bins = binReliability([0, 1, 1, 1], [0.25, 0.5, 0.75, 1], 2);
  expect(bins).toEqual([
    { from: 0, to: 0.5, count: 1, meanProbability: 0.25, frequency: 0 },
    { from: 0.5, to: 1, count: 3, meanProbability: 0.75, frequency: 1 },
  ]);
});

test('the calibration error weighs each bin by its bars and skips empty ones', () => {
  const bins = binReliability([0, 1, 1, 1], [0.25, 0.5, 0.75, 1], 10);
  expect(bins.filter(({ count }) => count === 0)).toHaveLength(6);
  expect(computeCalibrationError(bins)).toBeCloseTo((0.25 + 0.5 + 0.25 + 0) / 4, 12);
});
