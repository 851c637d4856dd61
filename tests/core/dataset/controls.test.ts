import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plantFeature, shuffleLabels } from '../../../src/core/dataset/controls';
import { noLabel } from '../../../src/core/labels/label';
import { computeCorrelation } from '../../../src/core/metrics/statistics';
import { createRandom } from '../../../src/core/random';
import { plantDataset } from '../../models/planted-dataset';

const sorted = (labels: Uint8Array) => [...labels].sort((a, b) => a - b);

describe('shuffleLabels', () => {
  it('keeps the labels of each range in it, those outside and bars without a label where they are', () => {
    const cases = fc.record({
      labels: fc.uint8Array({ minLength: 60, maxLength: 60, max: 2 }),
      blockBars: fc.integer({ min: 1, max: 20 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ labels, ...options }) => {
        const before = labels.map((label) => (label === 2 ? noLabel : label));
        const ranges = [
          { start: 5, end: 30 },
          { start: 30, end: 55 },
        ];
        const after = shuffleLabels(before, ranges, options);
        for (const { start, end } of ranges) {
          expect(sorted(after.subarray(start, end))).toEqual(sorted(before.subarray(start, end)));
        }
        before.forEach((label, bar) => {
          if (label === noLabel || bar < 5 || bar >= 55) expect(after[bar]).toBe(label);
        });
      }),
    );
  });

  it('keeps neighbours together but leaves nothing of where they were', () => {
    const random = createRandom(3);
    const labels = new Uint8Array(20_000);
    for (let bar = 1; bar < labels.length; bar++) {
      labels[bar] = random.uniform() < 0.1 ? 1 - labels[bar - 1] : labels[bar - 1];
    }
    const after = shuffleLabels(labels, [{ start: 0, end: 20_000 }], { blockBars: 500, seed: 1 });
    const turns = (of: Uint8Array) => of.filter((label, bar) => bar > 0 && label !== of[bar - 1]);
    expect(Math.abs(turns(after).length - turns(labels).length)).toBeLessThan(50);
    expect(Math.abs(computeCorrelation(labels, after))).toBeLessThan(0.08);
    const other = shuffleLabels(labels, [{ start: 0, end: 20_000 }], { blockBars: 500, seed: 2 });
    expect(other).not.toEqual(after);
  });
});

describe('plantFeature', () => {
  it('adds one feature with that correlation to the label and changes no other', () => {
    const dataset = plantDataset({ bars: 40_000 });
    const planted = plantFeature(dataset, { correlation: 0.1, seed: 1 });
    expect(planted.features).toEqual(['a', 'b', 'planted']);
    expect(planted.scaler.mean).toEqual([0, 0, 0]);
    const column = (at: number) => planted.values.filter((_, index) => index % 3 === at);
    expect(column(0)).toEqual(dataset.values.filter((_, index) => index % 2 === 0));
    expect(column(1)).toEqual(dataset.values.filter((_, index) => index % 2 === 1));
    // The standard error of a correlation over 40,000 bars is 0.005.
    expect(Math.abs(computeCorrelation(column(2), dataset.labels) - 0.1)).toBeLessThan(0.015);
  });
});
