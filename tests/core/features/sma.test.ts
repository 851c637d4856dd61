import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeSma } from '../../../src/core/features/indicators';

const series = fc.float64Array({ min: -1e6, max: 1e6, noNaN: true, minLength: 1, maxLength: 90 });

describe('computeSma', () => {
  it('is the mean of each window, NaN before the first', () => {
    expect([...computeSma(Float64Array.of(1, 2, 6, 3, 0), 3)]).toEqual([NaN, NaN, 3, 11 / 3, 3]);
  });

  it('agrees with a sum over each window', () => {
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 30 }), (values, length) => {
        const means = computeSma(values, length);
        for (let t = length - 1; t < values.length; t++) {
          const window = values.slice(t - length + 1, t + 1);
          const mean = window.reduce((sum, value) => sum + value, 0) / length;
          const size = Math.max(...window.map(Math.abs));
          expect(Math.abs(means[t] - mean)).toBeLessThanOrEqual(1e-13 * size + Number.MIN_VALUE);
        }
      }),
    );
  });

  it('gives equal values back exactly, also after enormous ones', () => {
    const values = new Float64Array(100).fill(0.1).fill(1e15, 20, 31);
    const means = computeSma(values, 7);
    expect(new Set(means.slice(6, 20))).toEqual(new Set([0.1]));
    expect(new Set(means.slice(37))).toEqual(new Set([0.1]));
  });

  it('is NaN in exactly the windows that hold a NaN', () => {
    const values = Float64Array.from({ length: 40 }, (_, t) => t);
    values[17] = NaN;
    const means = computeSma(values, 5);
    const undefinedAt = Array.from(means.keys()).filter((t) => Number.isNaN(means[t]));
    expect(undefinedAt).toEqual([0, 1, 2, 3, 17, 18, 19, 20, 21]);
  });

  it('is all NaN for fewer values than its length', () => {
    expect([...computeSma(Float64Array.of(1, 2), 3)]).toEqual([NaN, NaN]);
  });
});
