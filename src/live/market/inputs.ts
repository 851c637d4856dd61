import type { Bar, EpochMs } from '../../core/bars/bars';
import type { StreamMessage } from '../../exchange/exchange';
import type { FetchFailure, FetchRefusal } from '../../exchange/exchange-error';

/** Something that happened to a live session. The session's state follows from these alone. */
export type MarketInput = { readonly at: EpochMs } & (
  | { readonly kind: 'start' }
  | { readonly kind: 'stop' }
  | { readonly kind: 'online'; readonly isOnline: boolean }
  | { readonly kind: 'socket-open'; readonly socket: number }
  | { readonly kind: 'message'; readonly socket: number; readonly message: StreamMessage }
  | { readonly kind: 'socket-closed'; readonly socket: number; readonly reason: string }
  /** The closed bars of a fetch, in the order of time. */
  | { readonly kind: 'fetched'; readonly fetch: number; readonly bars: readonly Bar[] }
  | { readonly kind: 'fetch-failed'; readonly fetch: number; readonly failure: FetchFailure }
  /** The exchange refused this address before the session asked for a bar: none is to be asked for until then. */
  | { readonly kind: 'refused'; readonly failure: FetchRefusal }
  /** Comes at least once in `tickMs`: lets time pass. */
  | { readonly kind: 'tick' }
  /** The clock that tells `at` was set, the machine slept, or the exchange did not tell its time. */
  | { readonly kind: 'clock-lost' }
  /** The clock goes by the exchange's, which has just told its time. */
  | { readonly kind: 'clock-set' }
);

/** Something that a live session wants done; the answer comes back as an input. */
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
      /** From the bar's close until it was known. */
      readonly lagMs: number;
    }
  /** A bar that was handed out before turns out to be different. */
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
