import { expect, test } from 'vitest';
import { findLeaks } from '../../../../src/core/verdict/leak-detector';
import { needsLeakCheck } from '../../../../src/core/verdict/verdict';
import { clean } from './clean';

test('there are at least thirty', () => {
  expect(new Set(clean.map(({ title }) => title)).size).toBeGreaterThanOrEqual(30);
});

test.each(clean)('no alarm: $title', ({ pipeline, bars }) => {
  const { findings, checked } = findLeaks(pipeline, bars, { probes: 16 });
  expect(findings).toEqual([]);
  expect(checked.comparisons).toBeGreaterThan(0);
});

test('all parts of our own code are compared', () => {
  const steps: number[] = [];
  const { checked } = findLeaks(clean[0].pipeline, clean[0].bars, { probes: 6 }, (done, total) => {
    steps.push(done / total);
  });
  expect([...checked.stages].sort()).toEqual([
    'features',
    'labels',
    'model',
    'scaler',
    'splits',
    'trading',
  ]);
  expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(steps.at(-1)).toBe(1);
});

test('the same seed gives the same report', () => {
  const [{ pipeline, bars }] = clean;
  const report = (seed: number) => findLeaks(pipeline, bars, { probes: 6, seed });
  expect(report(3)).toEqual(report(3));
  expect(report(4).checked).not.toEqual(report(3).checked);
});

test.each([
  [0.57, 10, false, true],
  [0.57, 10, true, false],
  [0.56, 10, false, false],
  [0.6, 11, false, false],
])(
  'an AUC of %d at %d minutes (sample: %s) starts the check: %s',
  (auc, horizonBars, isSample, starts) => {
    expect(needsLeakCheck({ auc, horizonBars, intervalMs: 60_000, isSample })).toBe(starts);
  },
);
