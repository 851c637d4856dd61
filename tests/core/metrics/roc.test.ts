import { expect, test } from 'vitest';
import { computeAuc } from '../../../src/core/metrics/auc';
import { traceRoc } from '../../../src/core/metrics/roc';
import golden from '../../fixtures/classification.json';

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
