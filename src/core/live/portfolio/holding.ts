import type { Position } from '../../portfolio/settings';
import type { PaperAccount } from '../paper-account';

/** What an account is worth and holds, now or as of its last bar. */
export interface Holding {
  readonly account: PaperAccount;
  /** Starting capital of its present run, dollars. */
  readonly capital: number;
  /** Open positions at their present value included. */
  readonly equity: number;
  readonly positions: readonly Position[];
  /** Last price of its symbol; NaN where unknown. */
  readonly price: number;
}

/** Returns the value of the open positions, short ones negative; 0 where there are none. */
export function measureNetValue({ positions, price }: Holding): number {
  return positions.reduce((sum, { side, quantity }) => sum + side * quantity * price, 0);
}
