import type { Bar, Bars, EpochMs } from '../core/bars/bars';
import type { BarInterval, ExchangeInfo, ExchangeSymbol } from '../core/exchange';
import type { WaitListener } from './waits';
import type { ExchangePorts } from './ports';

/**
 * An exchange, as an entry of the list in `exchanges.ts`. Only the exchange's own folder knows its protocol.
 */
export interface ExchangeEntry {
  readonly info: ExchangeInfo;
  /** Opens the exchange, without sending anything. Use one for all requests, since it counts them. */
  open(ports: ExchangePorts): Exchange;
}

/**
 * An exchange's public market data. Answers are checked: bars meet the rules of `Bars`. Every request passes
 * the gate (`request-gate.ts`) and rejects with `ExchangeError`, or with the signal's reason.
 */
export interface Exchange {
  readonly info: ExchangeInfo;
  readonly limits: ExchangeLimits;
  /** All markets, including those where nobody can trade now. */
  listSymbols(options?: AskOptions): Promise<readonly ExchangeSymbol[]>;
  /**
   * The first bars of the range, from one request; perhaps with others outside it, and the last one may still be
   * forming. `fetchRange` (`paging.ts`) asks again for missing bars.
   */
  fetchBars(query: BarQuery, options?: AskOptions): Promise<Bars>;
  /** The exchange's current time. */
  serverTime(options?: AskOptions): Promise<EpochMs>;
  readonly stream: ExchangeStream;
  /** The host that answered last, or the preferred one before that, and the number of requests so far. */
  readonly traffic: { readonly host: string; readonly requests: number };
}

/** How a caller cancels a request and follows its waits. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Called when the request waits, and why, where requests are repeated. */
  readonly onWait?: WaitListener;
}

/** Open times: `from` is in, `to` is not. */
export interface TimeRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Which bars to request. */
export interface BarQuery extends TimeRange {
  readonly symbol: string;
  readonly interval: BarInterval;
  /** Max number of bars; `maxBarsPerRequest` when left out. */
  readonly limit?: number;
}

/** How many requests an exchange allows one address. */
export interface ExchangeLimits {
  /** In the exchange's own unit for the cost of requests; where it has none, a request weighs 1. */
  readonly weightPerMinute: number;
  /** Weight that may be sent at once, before requests are spread over time. */
  readonly burstWeight: number;
}

/** An exchange's stream: where sockets connect, what their messages mean, and how long they last. */
export interface ExchangeStream {
  /** `wss://host`, the preferred one first. */
  readonly hosts: readonly string[];
  /** Returns the URL of a socket for these topics, and the texts to send once it is open, in order. */
  subscribe(
    host: string,
    topics: StreamTopics,
  ): { readonly url: string; readonly send: readonly string[] };
  /** Reads a message; never throws. */
  read(text: string): StreamMessage;
  /** The exchange ends a connection at this age. */
  readonly maxAgeMs: number;
  /** Connections that it allows one address: `max` in any `windowMs`. */
  readonly connects: { readonly max: number; readonly windowMs: number };
}

interface StreamTopics {
  readonly symbols: readonly string[];
  readonly interval: BarInterval;
  /** Whether to subscribe to best bid and ask as well. */
  readonly hasBestPrices: boolean;
}

/** A message of an exchange's stream. */
export type StreamMessage =
  | {
      readonly kind: 'kline';
      readonly symbol: string;
      readonly intervalMs: number;
      /** When the exchange sent it. */
      readonly eventTime: EpochMs;
      readonly bar: Bar;
      readonly isClosed: boolean;
    }
  | {
      readonly kind: 'best-price';
      readonly symbol: string;
      readonly bid: number;
      readonly ask: number;
    }
  /** The server will close the connection soon. */
  | { readonly kind: 'shutdown' }
  /** Well-formed, but not used here: to be ignored. */
  | { readonly kind: 'unknown'; readonly what: string }
  | { readonly kind: 'malformed'; readonly reason: string };
