import type { EpochMs } from '../../../src/core/bars/bars';

/** One kline as of some moment; while it is forming, what has happened in it so far. */
export interface Kline {
  readonly openTime: EpochMs;
  /** Last millisecond of the interval. */
  readonly closeTime: EpochMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly quoteVolume: number;
  readonly tradeCount: number;
  readonly takerBuyBase: number;
  readonly takerBuyQuote: number;
  /** -1 where there is no trade, as is `lastTradeId`. */
  readonly firstTradeId: number;
  readonly lastTradeId: number;
  readonly isClosed: boolean;
}

/** Returns the kline over two neighbours, `before` and `after`; times and `isClosed` are `before`'s. */
export function joinKlines(before: Kline, after: Kline): Kline {
  return {
    ...before,
    high: Math.max(before.high, after.high),
    low: Math.min(before.low, after.low),
    close: after.close,
    volume: before.volume + after.volume,
    quoteVolume: before.quoteVolume + after.quoteVolume,
    tradeCount: before.tradeCount + after.tradeCount,
    takerBuyBase: before.takerBuyBase + after.takerBuyBase,
    takerBuyQuote: before.takerBuyQuote + after.takerBuyQuote,
    firstTradeId: before.firstTradeId < 0 ? after.firstTradeId : before.firstTradeId,
    lastTradeId: after.lastTradeId < 0 ? before.lastTradeId : after.lastTradeId,
  };
}

/** Returns a number as the exchange writes it: a string with 8 decimals. */
export function formatDecimal(value: number): string {
  return value.toFixed(8);
}

/** Returns the number that a client reads where the exchange writes `value`. */
export function readAsServed(value: number): number {
  return Number(formatDecimal(value));
}

/**
 * Returns a number near `value` that writing with 8 decimals and reading again leaves as it is. Many
 * times faster than `readAsServed`, from which it may differ by one unit in the last decimal.
 */
export function roundToServed(value: number): number {
  const units = value * 1e8;
  return Math.abs(units) < 2 ** 53 ? Math.round(units) / 1e8 : readAsServed(value);
}
