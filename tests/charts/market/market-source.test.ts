import { expect, test } from 'vitest';
import { buildMarketCandles } from '../../../src/charts/market/market-source';
import { makeBars } from '../../core/bars/make-bars';

test('no indicator looks across a gap', () => {
  const minute = 60_000;
  const { sma20, sma60, rsi14 } = buildMarketCandles(makeBars(400, { missing: [200] }), minute);
  const isDefined = (values: ArrayLike<number>, at: number) => !Number.isNaN(values[at]);
  expect([198, 199].map((at) => isDefined(sma20, at))).toEqual([true, true]);
  // The bar after the gap is at 200: each indicator warms up from there.
  expect([200, 218, 219].map((at) => isDefined(sma20, at))).toEqual([false, false, true]);
  expect([258, 259].map((at) => isDefined(sma60, at))).toEqual([false, true]);
  expect([213, 214].map((at) => isDefined(rsi14.fine, at))).toEqual([false, true]);
});
