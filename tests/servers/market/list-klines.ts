import type { Bars, EpochMs } from '../../../src/core/bars/bars';
import { readAsServed, type Kline } from './kline';
import { findFrom } from './kline-columns';
import type { Market } from './market';

/** Which klines to list; the times are open times, both included. */
export interface KlineQuery {
  readonly intervalMs: number;
  readonly from?: EpochMs;
  readonly to?: EpochMs;
  readonly limit: number;
}

/**
 * Returns the klines of `market` as of `at`, the forming one among them, by open time: the first
 * `limit` after `from` where it is there, the last `limit` otherwise.
 */
export function listKlines(market: Market, query: KlineQuery, at: EpochMs): Kline[] {
  return query.from === undefined
    ? listBackwards(market, query, at)
    : listForwards(market, query, query.from, at);
}

function listForwards(
  market: Market,
  { intervalMs, to = Infinity, limit }: KlineQuery,
  from: EpochMs,
  at: EpochMs,
): Kline[] {
  const { openTime } = market.columns;
  const last = Math.min(to, at - 1);
  const klines: Kline[] = [];
  let next = Math.ceil(from / intervalMs) * intervalMs;
  while (klines.length < limit) {
    // Jumps over gaps, and over the time before the first bar.
    const index = findFrom(market.columns, next);
    if (index === openTime.length) break;
    next = Math.max(next, Math.floor(openTime[index] / intervalMs) * intervalMs);
    if (next > last) break;
    const kline = market.klineAt(intervalMs, next, at);
    if (kline !== undefined) klines.push(kline);
    next += intervalMs;
  }
  return klines;
}

function listBackwards(
  market: Market,
  { intervalMs, to = Infinity, limit }: KlineQuery,
  at: EpochMs,
): Kline[] {
  const { openTime } = market.columns;
  const klines: Kline[] = [];
  let end = Math.floor(Math.min(to, at - 1) / intervalMs) * intervalMs + intervalMs;
  while (klines.length < limit) {
    const index = findFrom(market.columns, Math.min(end, at)) - 1;
    if (index < 0) break;
    end = Math.floor(openTime[index] / intervalMs) * intervalMs;
    const kline = market.klineAt(intervalMs, end, at);
    if (kline !== undefined) klines.push(kline);
  }
  return klines.reverse();
}

/** Returns the klines that are closed at `at` as bars, every value as a client reads it. */
export function readClosedBars(market: Market, intervalMs: number, at: EpochMs): Required<Bars> {
  const klines = listKlines(market, { intervalMs, limit: Infinity }, at);
  const closed = klines.filter(({ isClosed }) => isClosed);
  const column = (name: Exclude<keyof Kline, 'isClosed'>): Float64Array =>
    Float64Array.from(closed, (kline) => readAsServed(kline[name]));
  return {
    intervalMs,
    openTime: column('openTime'),
    open: column('open'),
    high: column('high'),
    low: column('low'),
    close: column('close'),
    volume: column('volume'),
    quoteVolume: column('quoteVolume'),
    tradeCount: column('tradeCount'),
    takerBuyBase: column('takerBuyBase'),
    takerBuyQuote: column('takerBuyQuote'),
    extras: {},
  };
}
