import fc from 'fast-check';
import { expect, test } from 'vitest';
import { computeAuc, computeAucWithDeLong, traceRoc } from '../../../src/core/metrics/auc';
import golden from '../../fixtures/classification.json';

test('AUC, DeLong variance and interval equal the reference', () => {
  const estimate = computeAucWithDeLong(golden.y, golden.p);
  expect(estimate.auc).toBeCloseTo(golden.auc, 12);
  expect(estimate.variance / golden.auc_delong_variance).toBeCloseTo(1, 9);
  expect(estimate.ci[0]).toBeCloseTo(golden.auc_ci95[0] ?? NaN, 9);
  expect(estimate.ci[1]).toBeCloseTo(golden.auc_ci95[1] ?? NaN, 9);
});

test('AUC is the share of pairs in order, a tie counted half', () => {
  expect(computeAuc([1, 0, 1, 0], [0.9, 0.1, 0.4, 0.4])).toBe(3.5 / 4);
  expect(computeAuc([0, 1], [0.7, 0.2])).toBe(0);
  expect(computeAuc([0, 1, 1], [0.5, 0.5, 0.5])).toBe(0.5);
});

test('AUC is NaN unless both labels occur', () => {
  expect(computeAuc([1, 1], [0.2, 0.3])).toBeNaN();
  expect(computeAuc([], [])).toBeNaN();
});

test('bars without a label or a score do not count', () => {
  expect(computeAuc([1, 255, 0, 1], [0.9, 0.1, 0.4, NaN])).toBe(1);
});

test('scores of another length than labels are refused with both lengths', () => {
  expect(() => computeAuc([1, 0], [0.5])).toThrow(
    'scores: one a label is needed, were 1 for 2 labels',
  );
});

test('the fast AUC and variance equal those over all pairs', () => {
  const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 8 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 4, maxLength: 60 }), (rows) => {
      const labels = rows.map(([label]) => label);
      const scores = rows.map(([, score]) => score / 8);
      const slow = estimateOverPairs(labels, scores);
      fc.pre(slow !== undefined);
      const fast = computeAucWithDeLong(labels, scores);
      expect(fast.auc).toBeCloseTo(slow.auc, 12);
      expect(fast.variance).toBeCloseTo(slow.variance, 12);
    }),
  );
});

/** DeLong's definition, all pairs; undefined unless each label occurs twice. */
function estimateOverPairs(labels: number[], scores: number[]) {
  const pick = (wanted: number) => scores.filter((_, row) => labels[row] === wanted);
  const [positives, negatives] = [pick(1), pick(0)];
  if (positives.length < 2 || negatives.length < 2) return undefined;
  const psi = (x: number, y: number) => (x > y ? 1 : x === y ? 0.5 : 0);
  const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const v10 = positives.map((x) => mean(negatives.map((y) => psi(x, y))));
  const v01 = negatives.map((y) => mean(positives.map((x) => psi(x, y))));
  const auc = mean(v10);
  const varianceOfMean = (v: number[]) =>
    v.reduce((sum, value) => sum + (value - auc) ** 2, 0) / (v.length - 1) / v.length;
  return { auc, variance: varianceOfMean(v10) + varianceOfMean(v01) };
}

test('the curve steps up for a label 1, right for a label 0, and slopes over a tie', () => {
  const curve = traceRoc([1, 0, 1, 0], [0.9, 0.1, 0.4, 0.4]);
  expect(curve).toEqual([
    { falsePositiveRate: 0, truePositiveRate: 0 },
    { falsePositiveRate: 0, truePositiveRate: 0.5 },
    { falsePositiveRate: 0.5, truePositiveRate: 1 },
    { falsePositiveRate: 1, truePositiveRate: 1 },
  ]);
});

test('the area under the full curve is the AUC', () => {
  expect(measureArea(traceRoc(golden.y, golden.p, golden.y.length))).toBeCloseTo(golden.auc, 12);
});

test('a thinned curve has about as many points as asked for, its ends, and nearly the area', () => {
  const labels = Array.from({ length: 5000 }, (_, i) => (i * 7919) % 2);
  const scores = labels.map((label, i) => ((i * 104_729) % 5003) / 5003 + label / 4);
  const curve = traceRoc(labels, scores, 100);
  expect(curve.length).toBeGreaterThan(95);
  expect(curve.length).toBeLessThanOrEqual(102);
  expect(curve.at(-1)).toEqual({ falsePositiveRate: 1, truePositiveRate: 1 });
  expect(measureArea(curve)).toBeCloseTo(computeAuc(labels, scores), 3);
});

test('without both labels there is no curve', () => {
  expect(traceRoc([1, 1], [0.1, 0.2])).toEqual([]);
});

function measureArea(curve: ReturnType<typeof traceRoc>): number {
  let area = 0;
  curve.forEach((point, row) => {
    const before = curve[row - 1] ?? point;
    const width = point.falsePositiveRate - before.falsePositiveRate;
    area += (width * (point.truePositiveRate + before.truePositiveRate)) / 2;
  });
  return area;
}
