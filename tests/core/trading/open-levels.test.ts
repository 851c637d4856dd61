import { expect, test } from 'vitest';
import { choose } from '../../../src/core/trading/choice';
import { holdExit } from '../../../src/core/trading/exits/hold';
import { stopLossExit } from '../../../src/core/trading/exits/stop-loss';
import { takeProfitExit } from '../../../src/core/trading/exits/take-profit';
import { listOpenLevels } from '../../../src/core/trading/open-levels';
import { makePosition } from '../../charts/make-trade';

const show = (levels: ReturnType<typeof listOpenLevels>) =>
  levels.map(({ kind, name, price }) => [kind, name, price]);

test('a long position at 100 has its stop 1% below and its target 2% above', () => {
  const exits = [
    choose(holdExit),
    choose(stopLossExit, { bps: 100 }),
    choose(takeProfitExit, { bps: 200 }),
  ];
  expect(show(listOpenLevels([makePosition(5)], exits))).toEqual([
    ['entry', 'Entry', 100],
    // 100 x (1 - 0.01) and 100 x (1 + 0.02).
    ['stop', 'Stop loss', 99],
    ['target', 'Take profit', 102],
  ]);
});

test('a short position has them on the other sides, and the price at which it is liquidated', () => {
  const position = { ...makePosition(5), side: -1 as const, liquidationPrice: 140 };
  const exits = [choose(stopLossExit, { bps: 100 })];
  expect(show(listOpenLevels([position], exits))).toEqual([
    ['entry', 'Entry', 100],
    ['liquidation', 'Liquidation', 140],
    ['stop', 'Stop loss', 101],
  ]);
});
