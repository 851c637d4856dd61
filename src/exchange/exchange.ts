import type { Bar, EpochMs } from '../core/bars/bars';

/** What a message of the exchange's stream says. */
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

/** Why the exchange's REST interface gave no bars. */
export type FetchFailure =
  | {
      /** `refused`: a wrong request; `unknown-symbol`: there is no such symbol, others may do. */
      readonly kind: 'network' | 'refused' | 'unknown-symbol';
      readonly message: string;
    }
  | FetchRefusal;

/** The exchange refuses this address for a while. */
export interface FetchRefusal {
  /** `rate-limited`: 429; `banned`: 418; `blocked`: 403 or 451. */
  readonly kind: 'rate-limited' | 'banned' | 'blocked';
  readonly message: string;
  /** No request of any symbol is sent before. */
  readonly waitMs: number;
}
