import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  binReference,
  computePopulationStability,
  type ReferenceBins,
} from '../../../src/core/metrics/population-stability';

const reference = Float64Array.from({ length: 1000 }, (_, i) => i);

function bin(values: Float64Array): ReferenceBins {
  const bins = binReference(values);
  if (bins === undefined) throw new Error('ten values are needed');
  return bins;
}

test('a reference is cut at its deciles into ten equal shares', () => {
  const { edges, shares } = bin(reference);
  // The 10% quantile of 0 to 999 is 0.1 * 999, and so on.
  edges.forEach((edge, i) => expect(edge).toBeCloseTo(99.9 * (i + 1), 9));
  expect([...shares]).toEqual(new Array(10).fill(0.1));
  expect(binReference(Float64Array.of(1, 2, 3))).toBeUndefined();
});

test('tied values make one bin as large as they are, and those that they leave empty hold next to nothing', () => {
  // 40 zeros, then 1 to 60: deciles 0, 0, 0, 0.6, 10.5, ... so that bin 0 holds all zeros.
  const tied = Float64Array.from({ length: 100 }, (_, i) => Math.max(0, i - 39));
  const { edges, shares } = bin(tied);
  expect([...edges.subarray(0, 3)]).toEqual([0, 0, 0]);
  expect(shares[0]).toBe(0.4);
  expect([...shares.subarray(1, 4)]).toEqual([1e-4, 1e-4, 1e-4]);
});

test('any sample against itself has an index of 0, ties or not', () => {
  const value = fc.oneof(fc.constantFrom(0, 1), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 10, maxLength: 200 }), (list) => {
      const values = Float64Array.from(list);
      expect(computePopulationStability(bin(values), values)).toBe(0);
    }),
  );
});

test('the index of any values is not below 0', () => {
  const values = fc.float64Array({ minLength: 10, noNaN: true, min: -5, max: 5 });
  fc.assert(
    fc.property(values, values, (one, other) => {
      expect(computePopulationStability(bin(one), other)).toBeGreaterThanOrEqual(0);
    }),
  );
});

test('by hand: everything in one bin of ten is 0.9 ln 10 and nine bins of nothing', () => {
  const values = new Float64Array(50).fill(5);
  const nine = 9 * (1e-4 - 0.1) * Math.log(1e-4 / 0.1);
  expect(computePopulationStability(bin(reference), values)).toBeCloseTo(
    0.9 * Math.log(10) + nine,
    10,
  );
});

test('NaN is left out, and nothing gives NaN', () => {
  const holes = Float64Array.from(reference, (value) => (value % 2 === 0 ? NaN : value));
  expect(computePopulationStability(bin(reference), holes)).toBeCloseTo(0, 12);
  expect(computePopulationStability(bin(reference), new Float64Array())).toBeNaN();
});
