import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  computeDeviation,
  computeEma,
  computeRsi,
  computeSma,
} from '../../../src/core/features/indicators';

const series = fc.float64Array({ min: -1e9, max: 1e9, noNaN: true, maxLength: 90 });

const indicators = [
  ['computeSma', computeSma],
  ['computeEma', computeEma],
  ['computeDeviation', computeDeviation],
  ['computeRsi, Wilder', (x: Float64Array, length: number) => computeRsi(x, length, 'wilder')],
  ['computeRsi, simple', (x: Float64Array, length: number) => computeRsi(x, length, 'simple')],
] as const;

describe.each(indicators)('%s', (_, compute) => {
  it('changes no bit of the past when the future is cut off', () => {
    fc.assert(
      fc.property(series, fc.nat(90), fc.integer({ min: 2, max: 30 }), (values, cut, length) => {
        const past = compute(values.slice(0, cut), length);
        expect(compute(values, length).slice(0, cut)).toEqual(past);
      }),
    );
  });

  it('changes no bit of the past when the future is another', () => {
    fc.assert(
      fc.property(series, fc.nat(90), fc.integer({ min: 2, max: 30 }), (values, cut, length) => {
        const other = values.map((value, t) => (t < cut ? value : t % 2 ? NaN : 1e300));
        expect(compute(other, length).slice(0, cut)).toEqual(compute(values, length).slice(0, cut));
      }),
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
