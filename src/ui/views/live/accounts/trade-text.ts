import type { FillPrice, Position } from '../../../../core/trading/positions';

/** The kind of a fill's price, as a short mark and as a sentence. */
export interface FillText {
  readonly mark: string;
  readonly words: string;
}

/** Returns the kind of price at which a fill bought (`direction` 1) or sold (-1). */
export function describeFill(fill: FillPrice, direction: 1 | -1): FillText {
  switch (fill) {
    case 'best':
      return direction === 1
        ? { mark: 'ask', words: 'filled at the best ask' }
        : { mark: 'bid', words: 'filled at the best bid' };
    case 'open':
      return { mark: 'open', words: "filled at the bar's open" };
    case 'stop':
      return { mark: 'stop', words: 'filled at the price of the stop' };
    case 'limit':
      return { mark: 'limit', words: 'filled at the price of a limit order' };
    case 'close':
      return {
        mark: 'close',
        words: "filled at the bar's close, since best bid and ask were not known",
      };
  }
}

/** Profit of an open position at `price`, costs of closing not counted. */
export function measureOpenPnl({ side, quantity, entryPrice }: Position, price: number): number {
  return side * quantity * (price - entryPrice);
}
