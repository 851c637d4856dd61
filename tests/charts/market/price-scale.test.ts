import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  fromFraction,
  moveRange,
  scaleRange,
  toFraction,
} from '../../../src/charts/market/price-scale';

test('equal ratios are equally far apart on a logarithmic scale', () => {
  const extent = { min: 10, max: 1000 };
  expect(toFraction(100, extent, true)).toBeCloseTo(0.5, 12);
  expect(toFraction(505, extent, false)).toBeCloseTo(0.5, 12);
});

test('a value and its fraction of the height are inverse', () => {
  const anyExtent = fc
    .tuple(fc.double({ min: 0.001, max: 1e5, noNaN: true }), fc.double({ min: 1.01, max: 50 }))
    .filter(([, ratio]) => Number.isFinite(ratio))
    .map(([min, ratio]) => ({ min, max: min * ratio }));
  const anyFraction = fc.double({ min: -0.5, max: 1.5, noNaN: true });
  fc.assert(
    fc.property(anyExtent, anyFraction, fc.boolean(), (extent, fraction, isLog) => {
      const value = fromFraction(fraction, extent, isLog);
      expect(toFraction(value, extent, isLog)).toBeCloseTo(fraction, 6);
    }),
  );
});

test('a range is scaled about its middle and moved by its height', () => {
  expect(scaleRange({ min: 0, max: 100 }, 2, false)).toEqual({ min: 25, max: 75 });
  expect(moveRange({ min: 0, max: 100 }, 0.5, false)).toEqual({ min: 50, max: 150 });
  // 10 to 1000 about 100: half of two decades is one.
  const { min, max } = scaleRange({ min: 10, max: 1000 }, 2, true);
  expect(min).toBeCloseTo(100 / Math.sqrt(10), 9);
  expect(max).toBeCloseTo(100 * Math.sqrt(10), 9);
});

test('a range never becomes so low that it cannot be told from a price', () => {
  let range = { min: 99, max: 101 };
  for (let i = 0; i < 100; i++) range = scaleRange(range, 10, false);
  expect(range.max - range.min).toBeGreaterThan(100 * 1e-7);
});
