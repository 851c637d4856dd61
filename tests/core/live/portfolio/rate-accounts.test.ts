import { expect, test } from 'vitest';
import {
  findDayStart,
  findExtremes,
  rateAccounts,
} from '../../../../src/core/live/portfolio/rate-accounts';
import { hourMs, makeHolding, makePosition, makeRun, midnight } from './make-run';

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
  expect(findDayStart([makeRun('c', 1, [[23, 1]])])).toBe(midnight);
  expect(findDayStart([makeRun('c', 1, [])])).toBeNaN();
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
