import { describe, expect, it } from 'vitest';
import { computeDeviation, computeRsi, computeSma } from '../../../src/core/features/indicators';
import {
  expectToMatch,
  readReference,
  readReferenceBars,
  type ReferenceColumns,
} from '../bars/reference';
import fc from 'fast-check';

describe('indicators', () => {
  const { close } = readReferenceBars();
  const reference = readReference<ReferenceColumns>('indicators');

  it.each([
    ['sma_20', computeSma(close, 20)],
    ['sma_60', computeSma(close, 60)],
    ['rsi_14_wilder', computeRsi(close, 14, 'wilder')],
    ['rsi_14_simple', computeRsi(close, 14, 'simple')],
  ])('%s is the reference column', (name, values) => {
    expectToMatch(values, reference[name]);
  });
});

const close = Float64Array.of(10, 12, 11, 14, 14);

describe('computeRsi', () => {
  it('weighs the gains of a plain window against its losses', () => {
    const [, , second, third, fourth] = computeRsi(close, 2, 'simple');
    expect(second).toBeCloseTo((100 * 2) / 3, 12);
    expect(third).toBeCloseTo((100 * 3) / 4, 12);
    expect(fourth).toBeCloseTo(100, 12);
  });

  it('lets Wilder averages decay by 1 / length', () => {
    const [, , second, third, fourth] = computeRsi(close, 2, 'wilder');
    expect(second).toBeCloseTo((100 * 1) / 1.5, 12);
    // gain (1 + 3) / 2, loss (0.5 + 0) / 2
    expect(third).toBeCloseTo((100 * 2) / 2.25, 12);
    expect(fourth).toBeCloseTo((100 * 1) / 1.125, 12);
  });

  it.each(['wilder', 'simple'] as const)(
    'is 100, 0 or 50 where %s sees one direction',
    (smoothing) => {
      const last = (values: readonly number[]): number | undefined =>
        computeRsi(Float64Array.from(values), 3, smoothing).at(-1);
      expect(last([1, 2, 3, 4, 5])).toBe(100);
      expect(last([5, 4, 3, 2, 1])).toBe(0);
      expect(last([3, 3, 3, 3, 3])).toBe(50);
    },
  );

  it('is NaN until there are `length` changes', () => {
    expect([...computeRsi(close.slice(0, 3), 3, 'wilder')]).toEqual([NaN, NaN, NaN]);
    expect(computeRsi(close, 3, 'simple').findIndex((value) => !Number.isNaN(value))).toBe(3);
  });
});

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

const someSeries = fc.float64Array({
  min: -1,
  max: 1,
  noNaN: true,
  minLength: 1,
  maxLength: 90,
});

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
      fc.property(someSeries, fc.integer({ min: 2, max: 30 }), (distances, length) => {
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

const longSeries = fc.float64Array({
  min: -1e9,
  max: 1e9,
  noNaN: true,
  maxLength: 90,
});

const indicators = [
  ['computeSma', computeSma],
  ['computeDeviation', computeDeviation],
  ['computeRsi, Wilder', (x: Float64Array, length: number) => computeRsi(x, length, 'wilder')],
  ['computeRsi, simple', (x: Float64Array, length: number) => computeRsi(x, length, 'simple')],
] as const;

describe.each(indicators)('%s', (_, compute) => {
  it('changes no bit of the past when the future is cut off', () => {
    fc.assert(
      fc.property(
        longSeries,
        fc.nat(90),
        fc.integer({ min: 2, max: 30 }),
        (values, cut, length) => {
          const past = compute(values.slice(0, cut), length);
          expect(compute(values, length).slice(0, cut)).toEqual(past);
        },
      ),
    );
  });

  it('changes no bit of the past when the future is another', () => {
    fc.assert(
      fc.property(
        longSeries,
        fc.nat(90),
        fc.integer({ min: 2, max: 30 }),
        (values, cut, length) => {
          const other = values.map((value, t) => (t < cut ? value : t % 2 ? NaN : 1e300));
          expect(compute(other, length).slice(0, cut)).toEqual(
            compute(values, length).slice(0, cut),
          );
        },
      ),
    );
  });

  it('leaves its input as it was and gives one value for each', () => {
    const values = Float64Array.of(3, 1, 4, 1, 5, 9, 2, 6);
    expect(compute(values, 3).length).toBe(8);
    expect([...values]).toEqual([3, 1, 4, 1, 5, 9, 2, 6]);
    expect(compute(new Float64Array(), 3).length).toBe(0);
  });

  it.each([0, 2.5, -1, NaN])('refuses a length of %d', (length) => {
    expect(() => compute(Float64Array.of(1, 2, 3), length)).toThrow(RangeError);
  });
});
