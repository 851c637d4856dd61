import { beforeAll, expect, test } from 'vitest';
import { createLocalCompute } from '../../models/compute';
import { predictDataset, predictRows } from '../../models/predict-dataset';
import { calibrate } from '../../src/core/models/calibration';
import { makeWeights } from '../live/walk';
import { makeModel } from '../storage/make-records';
import { plantDataset } from './planted-dataset';
import { startNodeBackend } from './start-backend';

const spec = { kind: 'tcn' as const, width: 4, kernel: 3, blocks: 2, dropout: 0 };
const reach = 13;

beforeAll(async () => {
  await startNodeBackend('wasm');
});

test('rows of one stretch have the calibrated probabilities of the same rows of a dataset', async () => {
  const dataset = plantDataset();
  const { features, values } = dataset;
  const weights = makeWeights(spec, features.length);
  const calibration = { temperature: 2, bias: 0.3 };
  const model = makeModel('bars', { spec, features, calibration });
  const whole = await predictDataset(dataset, spec, weights, createLocalCompute(dataset));
  const [first, rows] = [dataset.stretches[0].start + 20, 60];
  const part = values.slice(first * features.length, (first + rows) * features.length);
  const said = await predictRows(part, model, weights);
  expect(said).toHaveLength(rows);
  expect(said.subarray(0, reach - 1).every(Number.isNaN)).toBe(true);
  said.subarray(reach - 1).forEach((probability, at) => {
    expect(probability).toBeCloseTo(calibrate(whole[first + reach - 1 + at], calibration), 6);
  });
});
