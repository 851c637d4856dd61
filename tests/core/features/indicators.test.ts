import { describe, expect, it } from 'vitest';
import { computeEma, computeRsi, computeSma } from '../../../src/core/features/indicators';
import {
  expectToMatch,
  readReference,
  readReferenceBars,
  type ReferenceColumns,
} from '../bars/reference';

describe('indicators', () => {
  const { close } = readReferenceBars();
  const reference = readReference<ReferenceColumns>('indicators');

  it.each([
    ['sma_20', computeSma(close, 20)],
    ['sma_60', computeSma(close, 60)],
    ['ema_20', computeEma(close, 20)],
    ['rsi_14_wilder', computeRsi(close, 14, 'wilder')],
    ['rsi_14_simple', computeRsi(close, 14, 'simple')],
  ])('%s is the reference column', (name, values) => {
    expectToMatch(values, reference[name]);
  });
});

describe('computeEma', () => {
  it('begins at the first value and weighs the newest 2 / (length + 1)', () => {
    expect([...computeEma(Float64Array.of(10, 20, 20, 0), 3)]).toEqual([10, 15, 17.5, 8.75]);
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
