import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { computeDeviation } from '../../../src/core/features/indicators';

const series = fc.float64Array({ min: -1, max: 1, noNaN: true, minLength: 1, maxLength: 90 });

/** Two passes over the window: slow, and as exact as float64 is. */
function measureDeviation(window: Float64Array): number {
  const mean = window.reduce((sum, value) => sum + value, 0) / window.length;
  const squares = window.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (window.length - 1));
}

describe('computeDeviation', () => {
  it('is the sample deviation of each window, NaN before the first', () => {
    const deviations = computeDeviation(Float64Array.of(1, 3, 3, 7), 2);
    expect([...deviations]).toEqual([NaN, Math.SQRT2, 0, Math.sqrt(8)]);
  });

  it.each([0, 1e3, 1e6])('agrees with two passes over each window around %d', (level) => {
    fc.assert(
      fc.property(series, fc.integer({ min: 2, max: 30 }), (distances, length) => {
        const values = distances.map((distance) => level + distance);
        const deviations = computeDeviation(values, length);
        for (let t = length - 1; t < values.length; t++) {
          const window = values.slice(t - length + 1, t + 1);
          const expected = measureDeviation(window);
          // What float64 leaves of a distance next to the values, and where its square underflows.
          const size = Math.max(...window.map(Math.abs));
          const noise = Math.max(length * Number.EPSILON * size, 1e-150);
          expect(Math.abs(deviations[t] - expected)).toBeLessThanOrEqual(1e-9 * expected + noise);
        }
      }),
    );
  });

  it('is exactly 0 over equal values, also after enormous ones', () => {
    const values = new Float64Array(200).fill(0.1).fill(1e15, 20, 31);
    const deviations = computeDeviation(values, 20);
    expect([...deviations.slice(50)].every((deviation) => deviation === 0)).toBe(true);
  });

  it('is NaN in exactly the windows that hold a NaN', () => {
    const values = Float64Array.from({ length: 40 }, (_, t) => t);
    values[17] = NaN;
    const deviations = computeDeviation(values, 5);
    const undefinedAt = Array.from(deviations.keys()).filter((t) => Number.isNaN(deviations[t]));
    expect(undefinedAt).toEqual([0, 1, 2, 3, 17, 18, 19, 20, 21]);
  });

  it('refuses a window of one value, which has no sample deviation', () => {
    expect(() => computeDeviation(Float64Array.of(1, 2), 1)).toThrow(
      'deviation: length must be a whole number of at least 2, was 1',
    );
  });
});
