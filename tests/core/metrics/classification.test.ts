import { expect, test } from 'vitest';
import { computeAucWithDeLong, readAucError } from '../../../src/core/metrics/auc';
import { reportClassification } from '../../../src/core/metrics/classification';
import { estimateDailyAuc } from '../../../src/core/metrics/daily-scores';
import { z95 } from '../../../src/core/metrics/statistics';
import { reportMinutes } from './report-minutes';
import golden from '../../fixtures/classification.json';
import fc from 'fast-check';
import { comparePairedLogLoss } from '../../../src/core/metrics/probability-scores';

test('log loss, Brier, accuracy, calibration error and AUC equal the reference', () => {
  const report = reportMinutes(golden.y, golden.p, 10, 0.5);
  expect(report.bars).toBe(golden.y.length);
  expect(report.auc).toBeCloseTo(golden.auc, 12);
  expect(report.logLoss).toBeCloseTo(golden.log_loss, 12);
  expect(report.brier).toBeCloseTo(golden.brier, 12);
  expect(report.accuracy).toBeCloseTo(golden['accuracy_at_0.5'], 12);
  expect(report.ece).toBeCloseTo(golden.ece_10_equal_width_bins, 12);
});

test('below five days DeLong’s interval alone is known', () => {
  const report = reportMinutes(golden.y, golden.p, 4, 0.5);
  expect(report.effectiveBars).toBe(golden.y.length / 4);
  expect(report.days).toBe(Math.ceil(golden.y.length / 1440));
  expect([...report.aucCi, report.effectiveLabels]).toEqual([NaN, NaN, NaN]);
  const [low, high] = report.aucCiDelong;
  expect([low, high]).toEqual(computeAucWithDeLong(golden.y, golden.p).ci);
  // Its variance times the horizon of 4.
  expect(readAucError(report, 4)).toBeCloseTo((high - low) / z95, 12);
});

test('from five days on the interval is that by days, and the error follows from its longer side', () => {
  const hours = golden.y.map((_, hour) => hour * 3_600_000);
  const options = { horizonBars: 4, constantGuess: 0.5 };
  const { auc, aucCi, ...report } = reportClassification(golden.y, golden.p, hours, options);
  const { ci, effectiveLabels } = estimateDailyAuc(golden.y, golden.p, hours);
  expect(aucCi).toEqual(ci);
  expect(report.effectiveLabels).toBe(effectiveLabels);
  const clipped = { ...report, auc, aucCi: [0.1, Math.min(1, auc + 0.01)] as const };
  expect(readAucError(clipped, 4)).toBeCloseTo((auc - 0.1) / z95, 12);
});

test('bars without a label or without a probability are left out of every figure', () => {
  const labels = Uint8Array.from([1, 255, 0, 1, 0, 1]);
  const probabilities = Float64Array.from([0.75, 0.01, 0.25, NaN, 0.75, 0.75]);
  const report = reportMinutes(labels, probabilities, 1, 0.5);
  expect(report.bars).toBe(4);
  expect(report.accuracy).toBe(0.75);
  expect(report.majority).toBe(0.5);
  expect(report.brier).toBeCloseTo((3 * 0.0625 + 0.5625) / 4, 12);
  expect(report.logLoss).toBeCloseTo(-(3 * Math.log(0.75) + Math.log(0.25)) / 4, 12);
  expect(report.auc).toBe(0.75);
});

test('labels and probabilities of different lengths are refused with both lengths', () => {
  expect(() => reportMinutes([1, 0], [0.5], 1, 0.5)).toThrow(
    'one probability a label is needed, were 1 for 2 labels',
  );
});

test('the difference is the mean of the bars, its interval that of a paired mean', () => {
  // Losses of label 1: -ln p. Differences ln(0.8 / 0.4) = ln 2 and ln(0.5 / 0.5) = 0.
  const { mean, ci } = comparePairedLogLoss([1, 1], [0.4, 0.5], [0.8, 0.5], 1);
  expect(mean).toBeCloseTo(Math.LN2 / 2, 12);
  // Sample deviation of {ln 2, 0} is ln 2 / sqrt 2; over sqrt 2 bars that is ln 2 / 2.
  const reach = (1.959963984540054 * Math.LN2) / 2;
  expect(ci[0]).toBeCloseTo(Math.LN2 / 2 - reach, 12);
  expect(ci[1]).toBeCloseTo(Math.LN2 / 2 + reach, 12);
});

test('labels that overlap by four bars make the interval twice as wide', () => {
  const labels = [1, 0, 1, 1];
  const first = [0.4, 0.6, 0.5, 0.7];
  const second = [0.5, 0.5, 0.5, 0.5];
  const width = (horizonBars: number) => {
    const [low, high] = comparePairedLogLoss(labels, first, second, horizonBars).ci;
    return high - low;
  };
  expect(width(4)).toBeCloseTo(2 * width(1), 12);
});

test('swapping the models turns the sign of everything', () => {
  const bar = fc.record({
    label: fc.integer({ min: 0, max: 1 }),
    first: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
    second: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(bar, { minLength: 2 }), (bars) => {
      const labels = bars.map(({ label }) => label);
      const first = bars.map((one) => one.first);
      const second = bars.map((one) => one.second);
      const there = comparePairedLogLoss(labels, first, second, 3);
      const back = comparePairedLogLoss(labels, second, first, 3);
      expect(back.mean).toBeCloseTo(-there.mean, 9);
      expect(back.ci[0]).toBeCloseTo(-there.ci[1], 9);
      expect(back.ci[1]).toBeCloseTo(-there.ci[0], 9);
    }),
  );
});

test('nothing is known of no bars', () => {
  expect(comparePairedLogLoss([], [], [], 10).mean).toBeNaN();
});
