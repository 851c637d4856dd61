import { expect, test } from 'vitest';
import {
  allocateBySymbol,
  findDayStart,
  findExtremes,
  measureExposure,
  rateAccounts,
} from '../../../src/state/live/holdings';
import { hourMs, makeHolding, makePosition, makeRun, midnight } from '../../core/trading/make-run';

const old = makeRun('a', 1000, [
  [22, 1040],
  [23, 1050],
  [24, 1010],
  [25, 1060],
]);
const young = makeRun('b', 1000, [[25, 990]]);

test('the day is that of the newest bar, whenever the page looks', () => {
  expect(findDayStart([young, old])).toBe(midnight + 24 * hourMs);
  // A bar that closes at midnight belongs to the day that ends.
  expect(findDayStart([makeRun('c', 100, [[23, 100]])])).toBe(midnight);
  expect(findDayStart([makeRun('c', 100, [])])).toBeNaN();
});

test('the profit of the day counts from the last close by midnight, that of a new account from its capital', () => {
  const holdings = [
    makeHolding('a', 1070, { positions: [makePosition(-1, 2)] }),
    makeHolding('b', 980),
  ];
  const [first, second] = rateAccounts(holdings, [old, young]);
  expect(first).toMatchObject({ pnl: 70, dayPnl: 20, netValue: -200 });
  expect(first?.pnlFraction).toBeCloseTo(0.07, 12);
  expect(first?.maxDrawdownFraction).toBeCloseTo(1010 / 1050 - 1, 12);
  expect(second).toMatchObject({ pnl: -20, dayPnl: -20, netValue: 0 });
});

test('an account whose journal is not known yet has its profit, and no figure of its past', () => {
  const [rating] = rateAccounts([makeHolding('z', 1100)], [old]);
  expect(rating).toMatchObject({ pnl: 100, dayPnl: NaN, maxDrawdownFraction: NaN });
});

test('best and worst are told once there are two to compare', () => {
  const ratings = rateAccounts(
    [makeHolding('a', 1100), makeHolding('b', 900), makeHolding('c', NaN)],
    [],
  );
  expect(findExtremes(ratings)?.best.account.id).toBe('a');
  expect(findExtremes(ratings)?.worst.account.id).toBe('b');
  expect(findExtremes(ratings.slice(0, 1))).toBeUndefined();
});

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
