import { describe, expect, it } from 'vitest';
import { findRuns } from '../../../src/core/dataset/runs';
import { computeFeatures } from '../../../src/core/features/compute';
import { makeBars } from '../bars/make-bars';

describe('findRuns', () => {
  it('begins each run a warm-up after the start or a gap, and leaves short stretches out', () => {
    const bars = makeBars(300, { missing: [100, 150] });
    expect(findRuns(bars, computeFeatures(bars))).toEqual([
      { start: 60, end: 100 },
      { start: 209, end: 300 },
    ]);
  });

  it('ends a run at a hole of an extra and at what is not finite', () => {
    const extras = { mood: Float64Array.of(1, 1, NaN, 1, 1, Infinity, 1, 1) };
    const bars = { ...makeBars(8, { missing: [7] }), extras };
    expect(findRuns(bars, computeFeatures(bars, ['mood']))).toEqual([
      { start: 0, end: 2 },
      { start: 3, end: 5 },
      { start: 6, end: 7 },
      { start: 7, end: 8 },
    ]);
  });
});
