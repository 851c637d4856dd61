import { expect, test } from 'vitest';
import { costPresets } from '../../../src/core/trading/settings';
import {
  closePosition,
  openPosition,
  type Order,
  type Quote,
  widenExtremes,
} from '../../../src/core/trading/positions';

const costs = { feeBps: 10, slippageBps: 100 };
const order: Order = { side: 1, signalIndex: 4, probability: 0.6, confidence: 0.2 };
const entry = { index: 5, time: 300, price: 100, at: 'open' } as const;
const exit = { index: 9, time: 540, price: 110, at: 'close' } as const;

test('a buyer pays more and gets less by the slippage, and the fee on both values', () => {
  const position = openPosition(order, entry, 1010, costs);
  expect(position.entryPrice).toBeCloseTo(101, 12);
  expect(position.quantity).toBeCloseTo(10, 12);
  expect(position.entryFee).toBeCloseTo(1.01, 12);
  const trade = closePosition(position, exit, 'hold', costs);
  expect(trade.exitPrice).toBeCloseTo(108.9, 12);
  expect(trade.exitFee).toBeCloseTo(1.089, 12);
  expect(trade.pnl).toBeCloseTo(79 - 1.01 - 1.089, 10);
});

test('a short seller gets less and pays more by the slippage, and gains from a fall', () => {
  const position = openPosition({ ...order, side: -1 }, exit, 1089, costs);
  expect(position.entryPrice).toBeCloseTo(108.9, 12);
  const trade = closePosition(position, { ...entry, index: 12 }, 'opposite', costs);
  expect(trade.exitPrice).toBeCloseTo(101, 12);
  expect(trade.pnl).toBeCloseTo(79 - 1.089 - 1.01, 10);
});

test('a trade keeps all that its position knew', () => {
  const position = openPosition(order, entry, 1010, costs);
  const { highest: _highest, lowest: _lowest, ...kept } = position;
  expect(closePosition(position, exit, 'gap', costs)).toMatchObject({
    ...kept,
    exitIndex: 9,
    exitTime: 540,
    exitReason: 'gap',
  });
});

test('excursions are how far the price was from the entry price, up to the exit', () => {
  const free = { feeBps: 0, slippageBps: 0 };
  const position = openPosition(order, entry, 1000, free);
  widenExtremes(position, 104, 97);
  widenExtremes(position, 103, 99);
  // Entered at 100: 97 is 300 bps against it; the exit at 110 is the best price.
  const trade = closePosition(position, exit, 'hold', free);
  expect(trade.mae).toBeCloseTo(300, 9);
  expect(trade.mfe).toBeCloseTo(1000, 9);
  const short = openPosition({ ...order, side: -1 }, entry, 1000, free);
  widenExtremes(short, 104, 97);
  const covered = closePosition(short, { ...exit, price: 95 }, 'hold', free);
  expect(covered.mae).toBeCloseTo(400, 9);
  expect(covered.mfe).toBeCloseTo(500, 9);
});

test('a position of before extremes were kept has no excursions', () => {
  const { highest: _highest, lowest: _lowest, ...old } = openPosition(order, entry, 1010, costs);
  widenExtremes(old, 120, 80);
  expect(old).not.toHaveProperty('highest');
  const trade = closePosition(old, exit, 'hold', costs);
  expect(trade).not.toHaveProperty('mae');
  expect(trade).not.toHaveProperty('mfe');
});

test('a limit order slips by nothing, a stop does', () => {
  const at = (fill: 'limit' | 'stop') => ({ ...exit, at: fill }) as const;
  const position = openPosition(order, at('limit'), 1100, costs);
  expect(position).toMatchObject({ entryPrice: 110, entryFill: 'limit' });
  expect(closePosition(position, at('limit'), 'x', costs).exitPrice).toBe(110);
  expect(closePosition(position, at('stop'), 'x', costs).exitPrice).toBeCloseTo(108.9, 12);
});

test('a fill knows what its price was', () => {
  const best = { ...exit, best: { bid: 109, ask: 111 } };
  const position = openPosition(order, entry, 1010, costs);
  const fillsOf = (quote: Quote) => {
    const { entryFill, exitFill } = closePosition(position, quote, 'hold', costs);
    return [entryFill, exitFill];
  };
  expect(fillsOf(exit)).toEqual(['open', 'close']);
  expect(fillsOf(best)).toEqual(['open', 'best']);
});

test('cost presets are those of the venues', () => {
  expect(
    Object.values(costPresets).map(({ feeBps, slippageBps }) => [feeBps, slippageBps]),
  ).toEqual([
    [10, 1],
    [7.5, 1],
    [5, 1],
    [0, 0],
  ]);
});

test('a short trade that gains nothing has a profit of 0, not of -0, which JSON would not keep', () => {
  const costs = { feeBps: 0, slippageBps: 0 };
  const order = { side: -1, signalIndex: 0, probability: 0.1, confidence: 0.5 } as const;
  const quote = { index: 0, time: 0, price: 100, at: 'close' } as const;
  const trade = closePosition(openPosition(order, quote, 1000, costs), quote, 'hold', costs);
  expect(Object.is(trade.pnl, 0)).toBe(true);
});

test('a buyer pays the best ask and a seller gets the best bid, where they are known', () => {
  const costs = { feeBps: 0, slippageBps: 0 };
  const order = { side: 1, signalIndex: 0, probability: 0.9, confidence: 0.5 } as const;
  const best = { bid: 99, ask: 101 };
  const quote = { index: 0, time: 0, price: 100, at: 'close', best } as const;
  const position = openPosition(order, quote, 1010, costs);
  expect(position.entryPrice).toBe(101);
  const trade = closePosition(position, quote, 'hold', costs);
  expect(trade.exitPrice).toBe(99);
  expect(trade.pnl).toBe(-20);
});
