import type { Position, Trade } from '../../src/core/trading/positions';

/** Returns a trade from bar `entryIndex` to `exitIndex`; `change` overrides the rest. */
export function makeTrade(
  entryIndex: number,
  exitIndex: number,
  change: Partial<Trade> = {},
): Trade {
  return {
    ...makePosition(entryIndex),
    exitIndex,
    exitTime: exitIndex * 60_000,
    exitPrice: 101,
    exitFill: 'close',
    exitFee: 0,
    exitReason: 'hold',
    pnl: 1,
    ...change,
  };
}

/** Returns a long position opened at bar `entryIndex`. */
export function makePosition(entryIndex: number): Position {
  return {
    side: 1,
    signalIndex: entryIndex - 1,
    entryIndex,
    entryTime: entryIndex * 60_000,
    entryPrice: 100,
    entryFill: 'open',
    quantity: 1,
    entryFee: 0,
    probability: 0.6,
    confidence: 0.2,
  };
}
