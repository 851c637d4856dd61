import type { EpochMs } from '../../../src/core/bars/bars';
import { formatDecimal } from './kline';
import { findFrom } from './kline-columns';
import type { Market } from './market';

/** Best bid and ask, as the exchange writes them. */
export interface BestPrices {
  readonly bidPrice: string;
  readonly bidQuantity: string;
  readonly askPrice: string;
  readonly askQuantity: string;
}

/** Returns the best prices at `at`: the last price is the bid, one tick above it is the ask. */
export function quoteBestPrices(market: Market, at: EpochMs): BestPrices {
  const { columns, baseIntervalMs, priceDecimals } = market;
  const openTime = columns.openTime[Math.max(0, findFrom(columns, at) - 1)];
  const kline = market.klineAt(baseIntervalMs, openTime, at);
  const bid = kline?.close ?? columns.open[0];
  // Amounts are made up, but of the size of what trades.
  const amount = (kline?.volume ?? 0) / 10;
  return {
    bidPrice: formatDecimal(bid),
    bidQuantity: formatDecimal(amount + 1),
    askPrice: formatDecimal(bid + 10 ** -priceDecimals),
    askQuantity: formatDecimal(amount + 2),
  };
}
