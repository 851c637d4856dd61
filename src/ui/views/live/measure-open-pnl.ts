import type { Position } from '../../../core/portfolio/settings';

/** Profit of an open position at `price`, costs of closing not counted. */
export function measureOpenPnl({ side, quantity, entryPrice }: Position, price: number): number {
  return side * quantity * (price - entryPrice);
}
