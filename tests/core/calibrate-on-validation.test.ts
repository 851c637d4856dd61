import { expect, it } from 'vitest';
import { calibrateOnValidation } from '../../src/core/calibrate-on-validation';
import { computeAuc } from '../../src/core/metrics/auc';
import { createRandom } from '../../src/core/random';
import { plantDataset } from '../models/planted-dataset';

it('corrects an overconfident model by validation labels alone, and keeps the order of bars', () => {
  const dataset = plantDataset({ bars: 20_000, strength: 0 });
  const random = createRandom(2);
  const logits = Float64Array.from(dataset.labels, () => random.normal());
  const labels = Uint8Array.from(logits, (logit) =>
    random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0,
  );
  const raw = Float32Array.from(logits, (logit) => 1 / (1 + Math.exp(-3 * logit)));
  const found = calibrateOnValidation({ ...dataset, labels }, raw);
  expect(found.calibration.temperature).toBeGreaterThan(2.6);
  expect(found.calibration.temperature).toBeLessThan(3.6);
  expect(computeAuc(labels, found.probability)).toBeCloseTo(computeAuc(labels, raw), 4);
  const { train, validation } = dataset.split;
  const rises = labels.subarray(0, train.labels.end).reduce((sum, label) => sum + label, 0);
  expect(found.baseRate).toBe(rises / train.labels.end);
  // Neither test labels nor those within other blocks' ranges decide anything.
  const later = labels.map((label, bar) => (bar < validation.labels.end ? label : 1 - label));
  expect(calibrateOnValidation({ ...dataset, labels: later }, raw)).toEqual(found);
});
