import { expect, test } from 'vitest';
import type { TwoScaleLine } from '../../../src/charts/decimate';
import { rsi } from '../../../src/charts/layers/rsi';
import { sma20, sma60 } from '../../../src/charts/layers/sma';
import { makeBars } from '../../core/bars/make-bars';
import { makeSource } from '../market/make-source';

test('no indicator looks across a gap', () => {
  const source = makeSource(makeBars(400, { missing: [200] }));
  const isDefined = (series: unknown, at: number) =>
    !Number.isNaN((series as TwoScaleLine | null)?.fine[at] ?? NaN);
  expect([198, 199].map((at) => isDefined(sma20.compute(source), at))).toEqual([true, true]);
  // The bar after the gap is at 200: each indicator warms up from there.
  const [fast, slow, index] = [sma20, sma60, rsi].map((layer) => layer.compute(source));
  expect([200, 218, 219].map((at) => isDefined(fast, at))).toEqual([false, false, true]);
  expect([258, 259].map((at) => isDefined(slow, at))).toEqual([false, true]);
  expect([213, 214].map((at) => isDefined(index, at))).toEqual([false, true]);
});

test('an indicator is computed once for all frames of a replay', () => {
  const source = makeSource(makeBars(400));
  expect(sma20.compute({ ...source, playhead: 10 })).toBe(sma20.compute(source));
});
