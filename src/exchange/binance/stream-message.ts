import type { Bar } from '../../core/bars/bars';
import { barIntervals, type BarInterval } from '../../core/exchange';
import type { StreamMessage } from '../exchange';

/**
 * Returns what a message of the exchange's WebSocket says, bare or wrapped by a combined stream. Fields
 * and events that are not known are passed over, as the exchange asks of its clients; a message of a
 * known event that lacks what it must have is `malformed`. Throws nothing.
 *
 * Source: Binance Spot API documentation, "Kline/Candlestick Streams" and "Individual Symbol Book
 * Ticker Streams".
 */
export function parseStreamMessage(text: string): StreamMessage {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return malformed('it is not JSON', text);
  }
  const outer = asRecord(parsed);
  if (outer === undefined) return malformed('it is no object', text);
  const message = asRecord(outer.data) ?? outer;
  if (message.e === 'kline') return parseKline(message) ?? malformed('a kline lacks a field', text);
  if (message.e === 'serverShutdown') return { kind: 'shutdown' };
  // Best prices are the only message without the name of an event.
  if (message.e === undefined && 'b' in message && 'a' in message && 's' in message) {
    return parseBestPrice(message) ?? malformed('a best price lacks a field', text);
  }
  return { kind: 'unknown', what: typeof message.e === 'string' ? message.e : 'no event' };
}

/** The name of a symbol's stream of klines: `btcusdt@kline_1m`. */
export function nameKlineStream(symbol: string, interval: BarInterval): string {
  return `${symbol.toLowerCase()}@kline_${interval}`;
}

/** The name of a symbol's stream of best prices. */
export function nameBestPriceStream(symbol: string): string {
  return `${symbol.toLowerCase()}@bookTicker`;
}

function parseKline(message: Record<string, unknown>): StreamMessage | undefined {
  const k = asRecord(message.k);
  const eventTime = message.E;
  if (k === undefined || typeof eventTime !== 'number') return undefined;
  const { s: symbol, i: interval, t: openTime, x: isClosed } = k;
  if (typeof symbol !== 'string' || typeof interval !== 'string') return undefined;
  if (typeof openTime !== 'number' || typeof isClosed !== 'boolean') return undefined;
  if (!(interval in barIntervals)) return { kind: 'unknown', what: `interval ${interval}` };
  const bar: Bar = {
    openTime,
    open: asNumber(k.o),
    high: asNumber(k.h),
    low: asNumber(k.l),
    close: asNumber(k.c),
    volume: asNumber(k.v),
    quoteVolume: asNumber(k.q),
    tradeCount: asNumber(k.n),
    takerBuyBase: asNumber(k.V),
    takerBuyQuote: asNumber(k.Q),
  };
  if (!isPlausible(bar)) return undefined;
  const intervalMs = barIntervals[interval as BarInterval];
  return { kind: 'kline', symbol, intervalMs, eventTime, bar, isClosed };
}

/** The rules of `Bars`: what breaks them is not let in. */
function isPlausible({ open, high, low, close, ...amounts }: Bar): boolean {
  const isPriced = low > 0 && high < Infinity && low <= Math.min(open, close);
  return (
    isPriced &&
    high >= Math.max(open, close) &&
    Object.values(amounts).every((amount) => amount >= 0 && amount < Infinity)
  );
}

function parseBestPrice(message: Record<string, unknown>): StreamMessage | undefined {
  const { s: symbol } = message;
  const bid = asNumber(message.b);
  const ask = asNumber(message.a);
  if (typeof symbol !== 'string' || !(bid > 0) || !(ask >= bid)) return undefined;
  return { kind: 'best-price', symbol, bid, ask };
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : undefined;
}

/** A number, or text that is one; NaN for anything else. */
function asNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
}

function malformed(what: string, text: string): StreamMessage {
  return { kind: 'malformed', reason: `${what}: ${text.slice(0, 80)}` };
}
