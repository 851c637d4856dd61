import { expect, test } from 'vitest';
import { decimateOhlc } from '../../../src/charts/decimate';
import { probability } from '../../../src/charts/layers/probability';
import { makeBars } from '../../core/bars/make-bars';
import { makeSource } from '../market/make-source';

const minute = 60_000;

/** Draws two candles of five minutes, the second of them forming. */
function draw(values: readonly number[], playhead: number) {
  const source = makeSource(makeBars(10), {
    intervalMs: 5 * minute,
    probability: Float32Array.from(values),
    playhead,
  });
  const columns = decimateOhlc(source.candles.display, { start: 0, end: 0 }, 1);
  const begun = { start: 0, end: 2 };
  const series = probability.compute(source);
  if (series === null) throw new Error('the source has a probability');
  return probability.decimate(series, {
    source,
    begun,
    complete: begun,
    columns,
    step: 1,
    candlesPerPixel: 1,
  }) as { line: { min: Float64Array }; band: { min: Float64Array; max: Float64Array } };
}

test('a candle of several bars has their mean and standard deviation, none at or after the playhead', () => {
  // NaN has no part in it: the mean of 0.5, 0.75, 0.5, 0.75 is 0.625, each 0.125 away.
  const { line, band } = draw([0.5, 0.75, NaN, 0.5, 0.75, 0.25, 0.75, 1, 1, 1], 7);
  expect(Array.from(line.min)).toEqual([0.625, 0.5]);
  expect(Array.from(band.min)).toEqual([0.5, 0.25]);
  expect(Array.from(band.max)).toEqual([0.75, 0.75]);
});

test('a candle without a probability has neither', () => {
  const { line, band } = draw([NaN, NaN, NaN, NaN, NaN, 0.5, 0.5, 0.5, 0.5, 0.5], 10);
  expect(line.min[0]).toBeNaN();
  expect(band.max[0]).toBeNaN();
  expect(line.min[1]).toBe(0.5);
});
