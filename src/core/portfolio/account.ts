import type { Position } from './settings';

/** Money and open positions; a plain record, so it survives JSON and structured clone. */
export interface Account {
  /** Starting capital plus the price gains of closed positions minus every fee paid, dollars. */
  balance: number;
  /** Open positions, oldest first. */
  readonly positions: Position[];
}

/** Returns the balance plus what closing everything at `price`, free of cost, would gain. */
export function markEquity(account: Account, price: number): number {
  let equity = account.balance;
  for (const { side, quantity, entryPrice } of account.positions) {
    equity += side * quantity * (price - entryPrice);
  }
  return equity;
}

/** Returns the value of all open positions at `price`, long and short added up, dollars. */
export function sumOpenValue(account: Account, price: number): number {
  let value = 0;
  for (const position of account.positions) value += position.quantity * price;
  return value;
}
