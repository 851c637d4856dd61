import { expect, test } from 'vitest';
import {
  computePopulationStability,
  findDeciles,
} from '../../../src/core/metrics/population-stability';

const reference = Float64Array.from({ length: 1001 }, (_, i) => i);

test('deciles are the nine inner edges of ten equal shares', () => {
  expect([...(findDeciles(reference) ?? [])]).toEqual([
    100, 200, 300, 400, 500, 600, 700, 800, 900,
  ]);
  expect(findDeciles(Float64Array.of(1, 2, 3))).toBeUndefined();
});

test('the reference itself has an index of about 0', () => {
  const edges = findDeciles(reference) ?? new Float64Array();
  expect(computePopulationStability(edges, reference)).toBeLessThan(1e-4);
});

test('by hand: everything in one bin of ten is 0.9 ln 10 and nine bins of nothing', () => {
  const edges = findDeciles(reference) ?? new Float64Array();
  const values = new Float64Array(50).fill(5);
  const nine = 9 * (1e-4 - 0.1) * Math.log(1e-4 / 0.1);
  expect(computePopulationStability(edges, values)).toBeCloseTo(0.9 * Math.log(10) + nine, 10);
});

test('NaN is left out, and nothing gives NaN', () => {
  const edges = findDeciles(reference) ?? new Float64Array();
  const holes = Float64Array.from(reference, (value) => (value % 2 === 0 ? NaN : value));
  expect(computePopulationStability(edges, holes)).toBeLessThan(0.001);
  expect(computePopulationStability(edges, new Float64Array())).toBeNaN();
});
