import { expect, test } from 'vitest';
import { computeCalibrationGap } from '../../../src/core/metrics/calibration-gap';
import { reportClassification } from '../../../src/core/metrics/classification-report';

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
