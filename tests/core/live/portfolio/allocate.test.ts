import { expect, test } from 'vitest';
import { allocateBySymbol, measureExposure } from '../../../../src/core/live/portfolio/allocate';
import { makeHolding, makePosition } from './make-run';

const holdings = [
  makeHolding('a', 1000, { positions: [makePosition(1, 3)] }),
  makeHolding('b', 1200, { positions: [makePosition(-1, 1)] }),
  makeHolding('c', 1800, {
    symbol: 'ETHUSDT',
    price: 10,
    positions: [makePosition(-1, 20), makePosition(-1, 10)],
  }),
  makeHolding('d', 0, { symbol: 'XRPUSDT', price: NaN }),
];

test('each symbol has the equity of its accounts and its positions at the last price', () => {
  expect(allocateBySymbol(holdings)).toEqual([
    { symbol: 'BTCUSDT', equity: 2200, share: 0.55, longValue: 300, shortValue: 100 },
    { symbol: 'ETHUSDT', equity: 1800, share: 0.45, longValue: 0, shortValue: 300 },
    { symbol: 'XRPUSDT', equity: 0, share: 0, longValue: 0, shortValue: 0 },
  ]);
});

test('longs and shorts cancel in the net exposure and add up in the gross one', () => {
  expect(measureExposure(holdings)).toEqual({
    netFraction: -100 / 4000,
    grossFraction: 700 / 4000,
  });
});

test('nothing is a share of what is lost', () => {
  const ruined = [makeHolding('a', -10, { positions: [makePosition(1, 1)] })];
  expect(measureExposure(ruined)).toEqual({ netFraction: NaN, grossFraction: NaN });
  expect(allocateBySymbol(ruined)[0]?.share).toBeNaN();
  expect(measureExposure([])).toEqual({ netFraction: NaN, grossFraction: NaN });
});
