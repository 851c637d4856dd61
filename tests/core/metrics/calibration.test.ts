import { expect, test } from 'vitest';
import {
  binReliability,
  computeCalibrationError,
  computeCalibrationGap,
} from '../../../src/core/metrics/calibration';
import { reportClassification } from '../../../src/core/metrics/classification';

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

test('the gap is mean probability less share of rises, its variance that of p - y', () => {
  // p - y: -0.4, 0.5, 0.1, -0.2; mean 0, mean of squares (0.16 + 0.25 + 0.01 + 0.04) / 4 = 0.115.
  const report = reportClassification([1, 0, 0, 1], [0.6, 0.5, 0.1, 0.8], 1);
  const { meanProbability, riseFraction, gap, variance } = computeCalibrationGap(report);
  expect(meanProbability).toBeCloseTo(0.5, 12);
  expect(riseFraction).toBeCloseTo(0.5, 12);
  expect(gap).toBeCloseTo(0, 12);
  expect(variance).toBeCloseTo(0.115 / 4, 12);
});

test('labels that overlap by two bars count half: the variance is twice as large', () => {
  // p - y: 0.1, 0.3; mean 0.2, mean of squares 0.05, variance 0.05 - 0.04 = 0.01.
  const once = computeCalibrationGap(reportClassification([0, 0], [0.1, 0.3], 1));
  expect(once.gap).toBeCloseTo(0.2, 12);
  expect(once.variance).toBeCloseTo(0.005, 12);
  const twice = computeCalibrationGap(reportClassification([0, 0], [0.1, 0.3], 2));
  expect(twice.variance).toBeCloseTo(0.01, 12);
});

test('nothing is known of no bars', () => {
  const { gap, variance } = computeCalibrationGap(reportClassification([], [], 10));
  expect(gap).toBeNaN();
  expect(variance).toBeNaN();
});
