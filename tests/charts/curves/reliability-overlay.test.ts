import { expect, test } from 'vitest';
import { buildOverlayData, summarizeOverlay } from '../../../src/charts/curves/reliability-overlay';

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
  expect(buildOverlayData({ live, expected })).toEqual([
    [0.47, 0.51, 0.53],
    [0.44, null, 0.58],
    [null, 0.4, null],
  ]);
});

test('says in words how both came true', () => {
  expect(summarizeOverlay({ live, expected })).toBe(
    'Live: Reliability curve: predicted 0.510 came true 0.400. ' +
      'Test block: Reliability curve: predicted 0.470 came true 0.440, 0.530 came true 0.580.',
  );
});
