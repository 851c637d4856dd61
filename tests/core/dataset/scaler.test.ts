import { describe, expect, it } from 'vitest';
import { DatasetError } from '../../../src/core/dataset/splits';
import { fitScaler, scaleFeatures } from '../../../src/core/dataset/scaler';

const table = {
  names: ['a', 'b'],
  columns: [
    Float64Array.of(NaN, 1, 3, 99, 5, 7, 1e9),
    Float64Array.of(2, 0.1, 0.1, 5, 0.1, 0.1, 5),
  ],
  warmUpBars: 1,
};
const ranges = [
  { start: 1, end: 3 },
  { start: 4, end: 6 },
];

describe('fitScaler', () => {
  it('is mean and population deviation of the bars in the ranges alone', () => {
    const { mean, deviation } = fitScaler(table, ranges);
    expect(mean[0]).toBe(4);
    expect(deviation[0]).toBeCloseTo(Math.sqrt(5), 12);
  });

  it('takes 1 for the deviation of a feature that never changes', () => {
    const { mean, deviation } = fitScaler(table, ranges);
    expect(mean[1]).toBe(0.1);
    expect(deviation[1]).toBe(1);
  });

  it('passes over a range without a bar', () => {
    const withEmpty = [{ start: 3, end: 3 }, ...ranges, { start: 6, end: 6 }];
    expect(fitScaler(table, withEmpty)).toEqual(fitScaler(table, ranges));
  });

  it.each([[[]], [[{ start: 3, end: 3 }]]])('refuses ranges without a bar: %j', (none) => {
    expect(() => fitScaler(table, none)).toThrow(DatasetError);
  });
});

describe('scaleFeatures', () => {
  const scaler = { mean: [3, 0], deviation: [2, 0.5] };

  it('gives one row a bar, scaled and clipped to +-8, and zeros outside the stretches', () => {
    const values = scaleFeatures(table, scaler, [
      { start: 1, end: 3 },
      { start: 4, end: 7 },
    ]);
    const expected = [0, 0, -1, 0.2, 0, 0.2, 0, 0, 1, 0.2, 2, 0.2, 8, 8];
    expect([...values]).toEqual([...Float32Array.from(expected)]);
    const low = scaleFeatures(table, { mean: [1e9, 0], deviation: [1, 1] }, [{ start: 1, end: 2 }]);
    expect(low[2]).toBe(-8);
  });

  it('refuses the scaler of another number of features', () => {
    expect(() => scaleFeatures(table, { mean: [1], deviation: [1] }, ranges)).toThrow(
      'dataset: scaler must have one mean and deviation for each of 2 features, has 1 and 1',
    );
  });
});
