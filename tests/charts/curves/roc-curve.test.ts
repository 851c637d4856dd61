import { expect, test } from 'vitest';
import { buildRocData, summarizeRoc } from '../../../src/charts/curves/roc-curve';

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
