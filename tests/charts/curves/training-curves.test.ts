import { expect, test } from 'vitest';
import {
  buildTrainingData,
  findBestEpoch,
  summarizeTraining,
} from '../../../src/charts/curves/training-curves';

const epochs = [
  { epoch: 1, trainLoss: 0.693, validationLoss: 0.692, validationAuc: 0.51 },
  { epoch: 2, trainLoss: 0.69, validationLoss: 0.69, validationAuc: 0.55 },
  { epoch: 3, trainLoss: 0.68, validationLoss: 0.691, validationAuc: 0.55 },
];

test('gives one column an epoch', () => {
  expect(buildTrainingData(epochs)).toEqual([
    [1, 2, 3],
    [0.693, 0.69, 0.68],
    [0.692, 0.69, 0.691],
    [0.51, 0.55, 0.55],
  ]);
});

test('the best epoch is the first with the highest validation AUC', () => {
  expect(findBestEpoch(epochs)?.epoch).toBe(2);
  expect(findBestEpoch([])).toBeNull();
});

test('says in words what the curves show', () => {
  expect(summarizeTraining(epochs)).toContain('0.550 at epoch 2');
  expect(summarizeTraining([])).toContain('no epoch');
  expect(summarizeTraining(epochs, 'Tree')).toContain('0.550 at tree 2');
});
