import { expect, test } from 'vitest';
import {
  binReliability,
  computeCalibrationError,
  computeCalibrationGap,
  decomposeBrier,
} from '../../../src/core/metrics/calibration';
import { reportCalibration } from '../../../src/core/metrics/classification';
import { reportMinutes } from './report-minutes';
import { classificationMetrics } from '../../../src/core/metrics/list';
import { computeBrier } from '../../../src/core/metrics/probability-scores';
import { createRandom } from '../../../src/core/random';
import golden from '../../fixtures/classification.json';

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
  const report = reportMinutes([1, 0, 0, 1], [0.6, 0.5, 0.1, 0.8], 1, 0.5);
  const { meanProbability, riseFraction, gap, variance } = computeCalibrationGap(report);
  expect(meanProbability).toBeCloseTo(0.5, 12);
  expect(riseFraction).toBeCloseTo(0.5, 12);
  expect(gap).toBeCloseTo(0, 12);
  expect(variance).toBeCloseTo(0.115 / 4, 12);
});

test('labels that overlap by two bars count half: the variance is twice as large', () => {
  // p - y: 0.1, 0.3; mean 0.2, mean of squares 0.05, variance 0.05 - 0.04 = 0.01.
  const once = computeCalibrationGap(reportMinutes([0, 0], [0.1, 0.3], 1, 0.5));
  expect(once.gap).toBeCloseTo(0.2, 12);
  expect(once.variance).toBeCloseTo(0.005, 12);
  const twice = computeCalibrationGap(reportMinutes([0, 0], [0.1, 0.3], 2, 0.5));
  expect(twice.variance).toBeCloseTo(0.01, 12);
});

test('nothing is known of no bars', () => {
  const { gap, variance } = computeCalibrationGap(reportMinutes([], [], 10, 0.5));
  expect(gap).toBeNaN();
  expect(variance).toBeNaN();
});

test('by hand: the Brier score is reliability less resolution plus uncertainty', () => {
  // 0.25 came true 1 of 4 times, 0.75 4 of 4: reliability (4 * 0 + 4 * 0.0625) / 8, resolution with
  // a share of 5/8: (4 * 0.375^2 + 4 * 0.375^2) / 8, uncertainty 5/8 * 3/8.
  const labels = [1, 0, 0, 0, 1, 1, 1, 1];
  const probabilities = Float64Array.of(0.25, 0.25, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75);
  const parts = decomposeBrier(labels, probabilities, 2);
  expect(parts.reliability).toBeCloseTo(0.03125, 12);
  expect(parts.resolution).toBeCloseTo(0.140625, 12);
  expect(parts.uncertainty).toBeCloseTo(0.234375, 12);
  const brier = computeBrier(labels, probabilities);
  expect(brier).toBeCloseTo(0.03125 - 0.140625 + 0.234375, 12);
});

test('its parts sum to the reference exactly where each probability is a group', () => {
  const parts = decomposeBrier(golden.y, Float64Array.from(golden.p), golden.y.length);
  const { reliability, resolution, uncertainty } = parts;
  expect(reliability - resolution + uncertainty).toBeCloseTo(golden.brier, 12);
});

test('a constant has no resolution, however many groups are asked for', () => {
  const random = createRandom(1);
  const labels = Array.from({ length: 1000 }, () => random.below(2));
  const parts = decomposeBrier(labels, new Float64Array(1000).fill(0.5));
  expect(parts.resolution).toBeCloseTo(0, 12);
});

test('by hand: skill is the share of the constant guess’s log loss that is gone', () => {
  // The constant 0.5 costs ln 2 a bar; 0.8 and 0.2 where they are right -ln 0.8, where wrong -ln 0.2.
  const right = reportCalibration([1, 0], [0.8, 0.2], 0.5);
  expect(right.skill).toBeCloseTo(1 + Math.log(0.8) / Math.LN2, 12);
  const wrong = reportMinutes([1, 0], [0.2, 0.8], 1, 0.5);
  expect(wrong.skill).toBeCloseTo(1 + Math.log(0.2) / Math.LN2, 12);
  // A constant of 0.25 for labels of which half rise: -(ln 0.25 + ln 0.75) / 2.
  const other = reportCalibration([1, 0], [0.5, 0.5], 0.25);
  expect(other.skill).toBeCloseTo(1 - Math.LN2 / (-Math.log(0.25 * 0.75) / 2), 12);
});

test('log loss and Brier score stand beside those of the constant, and a lack of skill is said', () => {
  const report = reportMinutes([1, 0, 0, 0], [0.4, 0.6, 0.5, 0.5], 1, 0.4);
  const noteOf = (name: string) =>
    classificationMetrics.find((metric) => metric.name === name)?.note?.(report);
  // -(ln 0.4 + 3 ln 0.6) / 4 and (0.6^2 + 3 * 0.4^2) / 4.
  expect(noteOf('logLoss')).toBe('constant guess: 0.6122');
  expect(noteOf('brier')).toBe('constant guess: 0.2100');
  expect(noteOf('skill')).toBe('worse than no model');
});
