import { expect, test } from 'vitest';
import { describeTrade, findTradeBeside } from '../../../src/charts/market/trade-steps';
import { makeTrade } from '../make-trade';

// In the order of their exits: their signals are at bars 109, 104 and 129.
const trades = [makeTrade(110, 112), makeTrade(105, 120), makeTrade(130, 140)];
const find = (from: number, by: 1 | -1, playhead = 1000) =>
  findTradeBeside(trades, { playhead, from, by })?.signalIndex;

test('steps go from signal to signal, in whatever order trades end', () => {
  expect([0, 104, 109].map((from) => find(from, 1))).toEqual([104, 109, 129]);
  expect([200, 129, 109].map((from) => find(from, -1))).toEqual([129, 109, 104]);
});

test('there is none after the last and before the first', () => {
  expect(find(129, 1)).toBeUndefined();
  expect(find(104, -1)).toBeUndefined();
});

test('a trade that has not ended in the replay is not known', () => {
  expect(find(109, 1, 141)).toBe(129);
  expect(find(109, 1, 140)).toBeUndefined();
});

test('a trade is told with its side, fills and result', () => {
  const trade = makeTrade(110, 112, { side: -1, pnl: -2.5 });
  expect(describeTrade(trade)).toBe(
    'Short from 1970-01-01 01:50 UTC, $100.00 to $101.00: a loss of $2.50.',
  );
});
