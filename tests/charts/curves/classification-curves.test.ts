import { expect, test } from 'vitest';
import {
  buildOverlayData,
  buildReliabilityData,
  buildRocData,
  findCommonRange,
  summarizeOverlay,
  summarizeReliability,
  summarizeRoc,
} from '../../../src/charts/curves/classification-curves';

const bins = [
  { from: 0.3, to: 0.4, count: 0, meanProbability: NaN, frequency: NaN },
  { from: 0.4, to: 0.5, count: 30, meanProbability: 0.47, frequency: 0.44 },
  { from: 0.5, to: 0.6, count: 50, meanProbability: 0.53, frequency: 0.58 },
];

test('leaves out bins without bars', () => {
  expect(buildReliabilityData(bins).slice(0, 3)).toEqual([
    [0.47, 0.53],
    [30, 50],
    [0.44, 0.58],
  ]);
});

test('each bin has the interval of Wilson, wider where labels overlap', () => {
  // z^2 = 3.8415; with n = 50 and p = 0.5: middle 0.5, reach 1.96 sqrt(0.25 / 50 + 3.8415 / 10000) / (1 + 3.8415 / 50) = 0.1335.
  const half = [{ from: 0.5, to: 0.6, count: 50, meanProbability: 0.55, frequency: 0.5 }];
  const readEnds = (effectiveBars?: number) =>
    buildReliabilityData(half, effectiveBars)
      .slice(3)
      .map((ends) => ends[0]);
  expect(readEnds()[0]).toBeCloseTo(0.3664, 4);
  expect(readEnds()[1]).toBeCloseTo(0.6336, 4);
  // With n = 5: 1.96 sqrt(0.05 + 3.8415 / 100) / (1 + 0.7683) = 0.3296.
  expect(readEnds(5)[0]).toBeCloseTo(0.1704, 4);
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

const makeBin = (from: number, count: number, meanProbability: number, frequency: number) => ({
  from,
  to: from + 0.1,
  count,
  meanProbability,
  frequency,
});
const expected = [makeBin(0.4, 30, 0.47, 0.44), makeBin(0.5, 50, 0.53, 0.58)];
const live = [makeBin(0.4, 0, NaN, NaN), makeBin(0.5, 5, 0.51, 0.4)];

test('both curves share one ascending axis; bins without bars are left out', () => {
  const data = buildOverlayData({ live, expected });
  expect(data.slice(0, 3)).toEqual([
    [0.47, 0.51, 0.53],
    [0.44, null, 0.58],
    [null, 0.4, null],
  ]);
  const [low, high] = data.slice(3);
  expect([low[0], high[2]]).toEqual([null, null]);
  expect(low[1]).toBeLessThan(0.4);
  expect(high[1]).toBeGreaterThan(0.4);
});

test('says in words how both came true', () => {
  expect(summarizeOverlay({ live, expected }, { live: 'Live', expected: 'Test block' })).toBe(
    'Live: Reliability curve: predicted 0.510 came true 0.400. ' +
      'Test block: Reliability curve: predicted 0.470 came true 0.440, 0.530 came true 0.580.',
  );
});

test('gives false-positive rates and true-positive rates', () => {
  const roc = [
    { falsePositiveRate: 0, truePositiveRate: 0 },
    { falsePositiveRate: 0.4, truePositiveRate: 0.6 },
    { falsePositiveRate: 1, truePositiveRate: 1 },
  ];
  expect(buildRocData(roc)).toEqual([
    [0, 0.4, 1],
    [0, 0.6, 1],
  ]);
});

test('says the area in words, with its interval when it is known', () => {
  expect(summarizeRoc(0.5163)).toBe('ROC curve: area 0.516; chance is 0.5.');
  expect(summarizeRoc(0.5163, [0.49, 0.542])).toContain('0.490 to 0.542');
});
