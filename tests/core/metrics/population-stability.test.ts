import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  averageBin,
  binReference,
  compareWithRest,
  computeLargestStability,
  computePopulationStability,
  countBins,
  type ReferenceBins,
} from '../../../src/core/metrics/population-stability';
import {
  computePersistence,
  countIndependentWindows,
} from '../../../src/core/metrics/stability-limits';
import { computeStudentQuantile } from '../../../src/core/metrics/statistics';

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

/** 0 to 99 three times, then 100 times 95: four steps of 100. */
const values = Float64Array.from({ length: 400 }, (_, i) => (i < 300 ? i % 100 : 95));
const bins = binReference(values.subarray(0, 300)) ?? expect.unreachable();
const counts = countBins(bins, values, 100);

test('steps are counted by bin, NaN and what is left at the end left out', () => {
  expect(counts.steps).toBe(4);
  expect([...counts.count(1, 3)]).toEqual(new Array(10).fill(20));
  expect(averageBin(counts, 0, 1)).toBe(4.5);
  expect(averageBin(counts, 3, 4)).toBe(9);
  const holes = countBins(bins, Float64Array.of(0, NaN, 1, 2, 3), 2);
  expect(holes.steps).toBe(2);
  expect(holes.count(0, 2)[0]).toBe(3);
});

test('a part is compared with the rest, itself and its neighbours left out', () => {
  // Against three steps like the reference the last one has the index of 95s against it.
  const odd = computePopulationStability(bins, values.subarray(300));
  expect(compareWithRest(counts, 3, 4, 0)).toBeCloseTo(odd, 12);
  // The first step without its neighbour: the rest is a third step like it and the odd one.
  expect(compareWithRest(counts, 0, 1, 2)).toBeGreaterThan(0.25);
  expect(compareWithRest(counts, 0, 1, 3)).toBeNaN();
});

test('by hand: no index passes that of values which are all in one bin', () => {
  // Shares of 0.1: (1 - 0.1) ln 10 + 9 (0.1 - 0.0001) ln 1000.
  const largest = 0.9 * Math.log(10) + 9 * 0.0999 * Math.log(1000);
  expect(computeLargestStability(bins)).toBeCloseTo(largest, 12);
});

test('by hand: persistence is the autocorrelation with the bias of a short series added', () => {
  // Mean 1.5, deviations -1.5 -0.5 0.5 1.5: 0.75 - 0.25 + 0.75 over 5; and (1 + 0.75) / 4.
  expect(computePersistence([0, 1, NaN, 2, 3])).toBeCloseTo(0.25 + 1.75 / 4, 12);
  expect(computePersistence([1, -1, 1, -1, 1, -1])).toBe(0);
  expect(countIndependentWindows(63, 1, 0)).toBe(63);
  // (1 - r) / (1 + r) of each day.
  expect(countIndependentWindows(63, 1, 0.5)).toBe(21);
});

test.each([
  [4, 3.7469],
  [8, 2.8965],
  [30, 2.4573],
])('the 99% quantile of t with %d degrees of freedom is that of the tables', (freedom, t) => {
  const ratio = computeStudentQuantile(2.3263478740408408, freedom) / t;
  expect(Math.abs(ratio - 1)).toBeLessThan(0.01);
});
