import type { EpochMs } from '../bars/bars';

/**
 * What the connection to the exchange is doing. Bars that closed while it was anything but `live` are
 * fetched afterwards; only in `live` are signals fresh.
 */
export type ConnectionState =
  | { readonly kind: 'disconnected' }
  | {
      readonly kind: 'connecting';
      readonly attempt: number;
      /** Where the exchange has never been reached yet, whatever was tried. */
      readonly advice?: string;
    }
  /** The socket is open; bars that came before it, or were missed, are being fetched. */
  | { readonly kind: 'back-filling'; readonly barsDone: number; readonly barsTotal: number }
  | { readonly kind: 'live'; readonly since: EpochMs }
  /** Nothing was heard for too long, or the clock jumped: nothing is traded until it is mended. */
  | { readonly kind: 'stale'; readonly since: EpochMs; readonly reason: string }
  | {
      readonly kind: 'retrying';
      readonly at: EpochMs;
      readonly attempt: number;
      readonly reason: string;
      readonly advice?: string;
    }
  /** The browser says that there is no network. */
  | { readonly kind: 'offline'; readonly since: EpochMs }
  /** The exchange refuses this address (403, 418, 451) or every symbol until `until`, if it says until when. */
  | {
      readonly kind: 'blocked';
      readonly until: EpochMs | undefined;
      readonly reason: string;
      readonly advice: string;
    };

/** One line of the connection's log. */
export interface ConnectionLogEntry {
  readonly time: EpochMs;
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
}

/** What happened on the connection since it was opened; each is shown, so that nothing is hidden. */
export interface ConnectionCounts {
  readonly messages: number;
  readonly closedBars: number;
  readonly duplicates: number;
  readonly outOfOrder: number;
  readonly malformed: number;
  readonly unknown: number;
  /** Bars whose final values differed from those seen before; the later are kept. */
  readonly corrected: number;
  /** Bars that the stream did not bring and REST did. */
  readonly backFilled: number;
  /** Bars that became known too late for an order. */
  readonly stale: number;
  readonly reconnects: number;
  readonly inferences: number;
}
