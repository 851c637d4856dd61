import type { Bar, Bars, EpochMs } from '../core/bars/bars';
import type { BarInterval, ExchangeInfo, ExchangeSymbol } from '../core/exchange';
import type { WaitListener } from './waits';
import type { ExchangePorts } from './ports';

/**
 * An exchange as an entry of the list in `exchanges.ts`: one folder that knows its protocol, and nothing
 * outside that does.
 */
export interface ExchangeEntry {
  readonly info: ExchangeInfo;
  /** Sends nothing yet. Open one for all that is asked, since it counts what it sends. */
  open(ports: ExchangePorts): Exchange;
}

/**
 * An exchange's public market data. What it says has been checked: bars keep the rules of `Bars`. Every
 * request passes the gate (`request-gate.ts`) and rejects with `ExchangeError`, or with the signal's reason.
 */
export interface Exchange {
  readonly info: ExchangeInfo;
  readonly limits: ExchangeLimits;
  /** All markets, those that do not trade at present included. */
  listSymbols(options?: AskOptions): Promise<readonly ExchangeSymbol[]>;
  /**
   * The first bars of the range, with one request; perhaps others came along, and the last one may still be
   * forming. `fetchRange` (`paging.ts`) asks again for what is missing.
   */
  fetchBars(query: BarQuery, options?: AskOptions): Promise<Bars>;
  /** The exchange's clock. */
  serverTime(options?: AskOptions): Promise<EpochMs>;
  readonly stream: ExchangeStream;
  /** The host that answered last, or else the preferred one, and the requests sent so far. */
  readonly traffic: { readonly host: string; readonly requests: number };
}

/** How the caller follows and ends a question. */
export interface AskOptions {
  readonly signal?: AbortSignal;
  /** Told why the question waits, where questions are repeated. */
  readonly onWait?: WaitListener;
}

/** Open times: `from` is in, `to` is not. */
export interface TimeRange {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** A question for bars. */
export interface BarQuery extends TimeRange {
  readonly symbol: string;
  readonly interval: BarInterval;
  /** At most `maxBarsPerRequest`, which it is unless told. */
  readonly limit?: number;
}

/** What an exchange allows one address. */
export interface ExchangeLimits {
  /** In the exchange's own unit of requests; 1 each where it has none. */
  readonly weightPerMinute: number;
  /** Weight that we send at once before we spread requests. */
  readonly burstWeight: number;
}

/** The live half: where sockets go, what they say, how long they last. Who opens them is not said here. */
export interface ExchangeStream {
  /** `wss://host`, the preferred one first. */
  readonly hosts: readonly string[];
  /** Where a socket of these topics is opened, and what is sent once it stands, in order. */
  subscribe(
    host: string,
    topics: StreamTopics,
  ): { readonly url: string; readonly send: readonly string[] };
  /** What a message says; throws nothing. */
  read(text: string): StreamMessage;
  /** The exchange ends a connection at this age. */
  readonly maxAgeMs: number;
  /** Connections that it allows one address: `max` in any `windowMs`. */
  readonly connects: { readonly max: number; readonly windowMs: number };
}

interface StreamTopics {
  readonly symbols: readonly string[];
  readonly interval: BarInterval;
  /** Whether best bid and ask are wanted too. */
  readonly hasBestPrices: boolean;
}

/** What a message of an exchange's stream says. */
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
  /** Well-formed, of no use here: to be ignored. */
  | { readonly kind: 'unknown'; readonly what: string }
  | { readonly kind: 'malformed'; readonly reason: string };
