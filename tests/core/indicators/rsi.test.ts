import { describe, expect, it } from 'vitest';
import { computeRsi } from '../../../src/core/indicators/rsi';

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
