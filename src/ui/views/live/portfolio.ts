import type { WatchRow } from '../../../../workers/api/live';
import type { Position } from '../../../core/portfolio/settings';
import type { ListedAccount } from '../../../state/live/live-accounts.svelte';

/** All accounts together, in dollars; challengers are left out, since they repeat the champions. */
export interface Portfolio {
  readonly equity: number;
  readonly pnl: number;
  /** Of the starting capital. */
  readonly pnlFraction: number;
  readonly positions: number;
  /** Value of the open positions over equity. */
  readonly exposureFraction: number;
}

/** Profit of an open position at `price`, costs of closing not counted. */
export function measureOpenPnl({ side, quantity, entryPrice }: Position, price: number): number {
  return side * quantity * (price - entryPrice);
}

/** Returns the champions' accounts added up; NaN where none is traded now. */
export function sumPortfolio(
  accounts: readonly ListedAccount[],
  rows: readonly WatchRow[],
): Portfolio {
  let equity = 0;
  let capital = 0;
  let positions = 0;
  let openValue = 0;
  for (const { account, frame } of accounts) {
    if (frame === undefined || account.role !== 'champion') continue;
    const price = rows.find(({ symbol }) => symbol === account.symbol)?.price ?? NaN;
    equity += frame.equityNow;
    capital += account.settings.capital;
    positions += frame.positions.length;
    for (const { quantity } of frame.positions) openValue += quantity * price;
  }
  return {
    equity: capital === 0 ? NaN : equity,
    pnl: capital === 0 ? NaN : equity - capital,
    pnlFraction: equity / capital - 1,
    positions,
    exposureFraction: openValue / equity,
  };
}
