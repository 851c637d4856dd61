import * as v from 'valibot';
import type { Bar } from '../../core/bars/bars';
import { barIntervals, type BarInterval } from '../../core/exchange';
import { isPlausibleTime } from '../../core/bars/times';
import type { ExchangeStream, StreamMessage } from '../exchange';
import { toMilliseconds } from './answers';
import { streamHosts } from './hosts';
import { parseJson } from '../../core/parse-json';

/**
 * Binance's WebSocket. It sends a ping frame every 20 s, which browsers answer by themselves, and closes a
 * connection after 24 hours. One connection carries many streams, which are listed in its URL.
 *
 * Source: Binance Spot API documentation, "WebSocket Streams".
 */
export const binanceStream: ExchangeStream = {
  hosts: streamHosts,
  maxAgeMs: 24 * 3_600_000,
  connects: { max: 300, windowMs: 300_000 },
  subscribe(host, { symbols, interval, hasBestPrices }) {
    const streams = symbols.flatMap((symbol) => [
      `${symbol.toLowerCase()}@kline_${interval}`,
      ...(hasBestPrices ? [`${symbol.toLowerCase()}@bookTicker`] : []),
    ]);
    return { url: `${host}/stream?streams=${streams.map(encodeURIComponent).join('/')}`, send: [] };
  },
  read: readStreamMessage,
};

/** A number, or a number as text. */
const amount = v.union([
  v.pipe(v.string(), v.trim(), v.nonEmpty(), v.transform(Number)),
  v.number(),
]);

const time = v.pipe(v.number(), v.transform(toMilliseconds));

const klineSchema = v.object({
  E: time,
  k: v.object({
    s: v.string(),
    i: v.string(),
    t: v.pipe(time, v.check(isPlausibleTime)),
    x: v.boolean(),
    o: amount,
    h: amount,
    l: amount,
    c: amount,
    v: amount,
    q: amount,
    n: amount,
    V: amount,
    Q: amount,
  }),
});

const bestPriceSchema = v.object({ s: v.string(), b: amount, a: amount });

/**
 * Reads a message, bare or wrapped by a combined stream. Unknown fields and events are ignored, as the exchange
 * asks its clients to do; a message of a known event that lacks a required field is `malformed`. Never throws.
 */
function readStreamMessage(text: string): StreamMessage {
  let parsed: unknown;
  try {
    parsed = parseJson(text);
  } catch {
    return malformed('it is not JSON', text);
  }
  const outer = asRecord(parsed);
  if (outer === undefined) return malformed('it is not an object', text);
  const message = asRecord(outer.data) ?? outer;
  if (message.e === 'kline') return readKline(message) ?? malformed('a kline lacks a field', text);
  if (message.e === 'serverShutdown' || outer.stream === '!serverShutdown') {
    return { kind: 'shutdown' };
  }
  // Only messages with best prices have no event name.
  if (message.e === undefined && 'b' in message && 'a' in message && 's' in message) {
    return readBestPrice(message) ?? malformed('a best price lacks a field', text);
  }
  return { kind: 'unknown', what: typeof message.e === 'string' ? message.e : 'no event' };
}

function readKline(message: unknown): StreamMessage | undefined {
  const { success, output } = v.safeParse(klineSchema, message);
  if (!success) return undefined;
  const { E: eventTime, k } = output;
  if (!(k.i in barIntervals)) return { kind: 'unknown', what: `interval ${k.i}` };
  const bar: Bar = {
    openTime: k.t,
    open: k.o,
    high: k.h,
    low: k.l,
    close: k.c,
    volume: k.v,
    quoteVolume: k.q,
    tradeCount: k.n,
    takerBuyBase: k.V,
    takerBuyQuote: k.Q,
  };
  if (!isPlausible(bar)) return undefined;
  const intervalMs = barIntervals[k.i as BarInterval];
  return { kind: 'kline', symbol: k.s, intervalMs, eventTime, bar, isClosed: k.x };
}

/** Whether a bar meets the rules of `Bars`. */
function isPlausible({ open, high, low, close, ...amounts }: Bar): boolean {
  const isPriced = low > 0 && high < Infinity && low <= Math.min(open, close);
  return (
    isPriced &&
    high >= Math.max(open, close) &&
    Object.values(amounts).every((value) => value >= 0 && value < Infinity)
  );
}

function readBestPrice(message: unknown): StreamMessage | undefined {
  const { success, output } = v.safeParse(bestPriceSchema, message);
  if (!success) return undefined;
  const { s: symbol, b: bid, a: ask } = output;
  return bid > 0 && ask >= bid ? { kind: 'best-price', symbol, bid, ask } : undefined;
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? (value as Record<string, unknown>) : undefined;
}

function malformed(what: string, text: string): StreamMessage {
  return { kind: 'malformed', reason: `${what}: ${text.slice(0, 80)}` };
}
