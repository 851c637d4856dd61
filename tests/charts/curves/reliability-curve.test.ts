import { expect, test } from 'vitest';
import {
  buildReliabilityData,
  findCommonRange,
  summarizeReliability,
} from '../../../src/charts/curves/reliability-curve';

const bins = [
  { from: 0.3, to: 0.4, count: 0, meanProbability: NaN, frequency: NaN },
  { from: 0.4, to: 0.5, count: 30, meanProbability: 0.47, frequency: 0.44 },
  { from: 0.5, to: 0.6, count: 50, meanProbability: 0.53, frequency: 0.58 },
];

test('leaves out bins without bars', () => {
  expect(buildReliabilityData(bins)).toEqual([
    [0.47, 0.53],
    [30, 50],
    [0.44, 0.58],
  ]);
});

test('both axes have one range that holds predictions and outcomes', () => {
  const [low, high] = findCommonRange(buildReliabilityData(bins));
  expect(low).toBeLessThan(0.44);
  expect(high).toBeGreaterThan(0.58);
  expect(findCommonRange([[], [], []])).toEqual([0, 1]);
});

test('says in words how often predictions came true', () => {
  expect(summarizeReliability(bins, 0.04)).toBe(
    'Reliability curve, calibration error 0.040: predicted 0.470 came true 0.440, 0.530 came true 0.580.',
  );
});
