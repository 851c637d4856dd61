import { expect, test } from 'vitest';
import { reportClassification } from '../../../src/core/metrics/classification-report';
import golden from '../../fixtures/classification.json';

test('log loss, Brier, accuracy, calibration error and AUC equal the reference', () => {
  const report = reportClassification(golden.y, golden.p, 10);
  expect(report.bars).toBe(golden.y.length);
  expect(report.auc).toBeCloseTo(golden.auc, 12);
  expect(report.logLoss).toBeCloseTo(golden.log_loss, 12);
  expect(report.brier).toBeCloseTo(golden.brier, 12);
  expect(report.accuracy).toBeCloseTo(golden['accuracy_at_0.5'], 12);
  expect(report.ece).toBeCloseTo(golden.ece_10_equal_width_bins, 12);
});

test('the effective interval is wider by the square root of the horizon', () => {
  const { auc, aucCi, aucCiEffective, effectiveBars } = reportClassification(golden.y, golden.p, 4);
  expect(effectiveBars).toBe(golden.y.length / 4);
  expect(auc - aucCiEffective[0]).toBeCloseTo(2 * (auc - aucCi[0]), 12);
  expect(aucCiEffective[1] - auc).toBeCloseTo(2 * (aucCi[1] - auc), 12);
});

test('bars without a label or without a probability are left out of every figure', () => {
  const labels = Uint8Array.from([1, 255, 0, 1, 0, 1]);
  const probabilities = Float64Array.from([0.75, 0.01, 0.25, NaN, 0.75, 0.75]);
  const report = reportClassification(labels, probabilities, 1);
  expect(report.bars).toBe(4);
  expect(report.accuracy).toBe(0.75);
  expect(report.majority).toBe(0.5);
  expect(report.brier).toBeCloseTo((3 * 0.0625 + 0.5625) / 4, 12);
  expect(report.logLoss).toBeCloseTo(-(3 * Math.log(0.75) + Math.log(0.25)) / 4, 12);
  expect(report.auc).toBe(0.75);
});

test('labels and probabilities of different lengths are refused with both lengths', () => {
  expect(() => reportClassification([1, 0], [0.5], 1)).toThrow(
    'one probability a label is needed, were 1 for 2 labels',
  );
});
