import type { Bar, Bars, EpochMs } from '../core/bars/bars';
import type { BarInterval } from '../core/exchange';
import type { PerformanceReport } from '../core/metrics/performance';
import type { PaperAccount, PaperDecision } from '../core/trading/paper-account';
import type { Position } from '../core/trading/positions';
import type { Signal } from '../core/trading/strategies/strategy';
import type {
  ConnectionCounts,
  ConnectionLogEntry,
  ConnectionState,
} from './market/connection-state';
import type { RecordingList } from './recording/recorder';
import type { ModelUpkeep } from './upkeep/drift';
import type { SignalRecord } from '../core/trading/signal-log';

/** What a live session watches. Accounts of other symbols do not trade. */
export interface LiveRequest {
  readonly interval: BarInterval;
  /** Symbols of the watch list, in its order. */
  readonly symbols: readonly string[];
  /** The model that gives each symbol its signal; a symbol without one is only shown. */
  readonly models: Readonly<Record<string, string>>;
  /** Whether to subscribe to best bid and ask as well. */
  readonly hasBookTicker: boolean;
  /** Whether to record every message with the time of its arrival. */
  readonly isRecording: boolean;
}

/** A bar that is still forming. */
export type FormingBar = Pick<Bar, 'openTime' | 'open' | 'high' | 'low' | 'close' | 'volume'>;

/** One row of the watch list. */
export interface WatchRow {
  readonly symbol: string;
  readonly price: number;
  /** Over the last 24 hours, a fraction; NaN before a day of bars is known. */
  readonly change: number;
  /** Closes of the last 60 bars. */
  readonly sparkline: Float64Array;
  readonly signal: Signal;
  /** NaN where the model gives none. */
  readonly probability: number;
  readonly confidence: number;
  /** Open time of the bar that the signal belongs to. */
  readonly signalTime: EpochMs | undefined;
  readonly isStale: boolean;
  /** Why there is nothing new for this symbol alone; left out where all is well. */
  readonly trouble?: string;
}

/** A paper account as of now, valued at the forming bar's last price. */
export interface AccountFrame {
  readonly account: PaperAccount;
  /** As of the last closed bar. */
  readonly performance: PerformanceReport;
  /** Equity at the last price, open positions included. */
  readonly equityNow: number;
  readonly positions: readonly Position[];
  /** Profit of the open positions at the last price, costs of closing not counted. */
  readonly openPnl: number;
  readonly recentSignals: readonly SignalRecord[];
  readonly tradeCount: number;
  /** What the person's own rule decided at the last bar; left out where none was asked. */
  readonly decided?: PaperDecision;
  /** Whether another tab trades this account and this one only shows it. */
  readonly isViewer: boolean;
}

/** What a live session sends to the page. */
export type LiveEvent =
  | {
      readonly kind: 'connection';
      /** When it is sent, in the exchange's time, like the times in `state`. */
      readonly at: EpochMs;
      readonly state: ConnectionState;
      readonly counts: ConnectionCounts;
    }
  | { readonly kind: 'log'; readonly entries: readonly ConnectionLogEntry[] }
  | { readonly kind: 'watch'; readonly rows: readonly WatchRow[] }
  /** All closed bars of the symbol in view, after a back-fill or a change of symbol. */
  | {
      readonly kind: 'bars';
      readonly symbol: string;
      readonly bars: Bars;
      readonly probability: Float32Array;
    }
  /** One more closed bar of the symbol in view, with its probability (NaN: none). */
  | {
      readonly kind: 'closed-bar';
      readonly symbol: string;
      readonly bar: FormingBar;
      readonly probability: number;
      /** From the arrival of the closing message to the prediction. */
      readonly latencyMs: number;
    }
  | { readonly kind: 'forming-bar'; readonly symbol: string; readonly bar: FormingBar }
  | { readonly kind: 'accounts'; readonly accounts: readonly AccountFrame[] }
  | ({ readonly kind: 'recordings' } & RecordingList)
  | { readonly kind: 'upkeep'; readonly upkeep: readonly ModelUpkeep[] };
