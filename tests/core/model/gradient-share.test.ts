import { describe, expect, it } from 'vitest';
import { averageGradients } from '../../../src/core/model/gradient-share';

describe('averageGradients', () => {
  it('weighs each share by its labels', () => {
    const average = averageGradients([
      { gradient: Float32Array.of(1, 0), loss: 0.5, labels: 30 },
      { gradient: Float32Array.of(5, 4), loss: 0.9, labels: 10 },
    ]);
    expect([...average.gradient]).toEqual([2, 1]);
    expect(average.loss).toBeCloseTo(0.6, 12);
    expect(average.labels).toBe(40);
  });

  it('weighs three shares as it weighs two', () => {
    const share = (gradient: number, labels: number) => ({
      gradient: Float32Array.of(gradient),
      loss: gradient / 8,
      labels,
    });
    const average = averageGradients([share(8, 1), share(4, 2), share(0, 1)]);
    expect([...average.gradient]).toEqual([4]);
    expect(average.loss).toBe(0.5);
  });

  it('leaves a single share as it is', () => {
    const share = { gradient: Float32Array.of(1, 2), loss: 0.5, labels: 3 };
    expect(averageGradients([share])).toEqual(share);
  });

  it('refuses no shares', () => {
    expect(() => averageGradients([])).toThrow('need at least 1 share');
  });
});
