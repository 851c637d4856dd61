import type { Bar, EpochMs } from '../../core/bars/bars';
import type { StreamMessage } from '../../exchange/exchange';
import type { FetchFailure, FetchRefusal } from '../../exchange/exchange-error';

/** An event for the connection. Its state follows from these alone. */
export type MarketInput = { readonly at: EpochMs } & (
  | { readonly kind: 'start' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'online'; readonly isOnline: boolean }
  | { readonly kind: 'socket-open'; readonly socket: number }
  | { readonly kind: 'message'; readonly socket: number; readonly message: StreamMessage }
  | { readonly kind: 'socket-closed'; readonly socket: number; readonly reason: string }
  /** The closed bars of a fetch, in time order. */
  | { readonly kind: 'fetched'; readonly fetch: number; readonly bars: readonly Bar[] }
  | { readonly kind: 'fetch-failed'; readonly fetch: number; readonly failure: FetchFailure }
  /** The exchange refused this address before the session requested a bar: none may be requested for `waitMs`. */
  | { readonly kind: 'refused'; readonly failure: FetchRefusal }
  /** Lets time pass; comes at least once every `tickMs`. */
  | { readonly kind: 'tick' }
  /** The clock of `at` was adjusted, the machine slept, or the exchange did not send its time. */
  | { readonly kind: 'clock-lost' }
  /** The clock has just been set to the exchange's time. */
  | { readonly kind: 'clock-set' }
);

/** Something that the session must carry out or pass on; results come back as inputs. */
export type MarketEffect =
  | { readonly kind: 'open-socket'; readonly socket: number; readonly symbols: readonly string[] }
  | { readonly kind: 'close-socket'; readonly socket: number }
  /** Closed bars that open from `from` (in) to `to` (out). */
  | {
      readonly kind: 'fetch';
      readonly fetch: number;
      readonly symbol: string;
      readonly from: EpochMs;
      readonly to: EpochMs;
    }
  /** The next bar of a symbol, exactly once and in order: to be predicted and traded on. */
  | {
      readonly kind: 'closed';
      readonly symbol: string;
      readonly bar: Bar;
      /** Time from the bar's close to its arrival. */
      readonly lagMs: number;
    }
  /** A bar that was already sent as `closed` had wrong values. */
  | { readonly kind: 'corrected'; readonly symbol: string; readonly bar: Bar }
  | { readonly kind: 'forming'; readonly symbol: string; readonly bar: Bar }
  | {
      readonly kind: 'best-price';
      readonly symbol: string;
      readonly bid: number;
      readonly ask: number;
    }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warning' | 'error';
      readonly text: string;
    };
