import type { BarIndex, Bars, EpochMs } from '../../src/core/bars/bars';
import type { BarInterval } from '../../src/core/exchange';
import type {
  ConnectionCounts,
  ConnectionLogEntry,
  ConnectionState,
} from '../../src/live/market/connection-state';
import type { ModelUpkeep } from '../../src/live/upkeep/drift';
import type { AccountRoles, PaperAccount, PaperRun } from '../../src/core/trading/paper-account';
import type { PerformanceReport } from '../../src/core/metrics/reports';
import type {
  Position,
  SignalRecord,
  Trade,
  TradingSettings,
} from '../../src/core/trading/settings';
import type { Signal } from '../../src/core/trading/strategies/thresholds';

/** What to watch; accounts of symbols that are not watched stand still. */
export interface LiveRequest {
  readonly interval: BarInterval;
  /** Symbols of the watch list, in its order. */
  readonly symbols: readonly string[];
  /** The model that gives each symbol its signal; a symbol without one is only shown. */
  readonly models: Readonly<Record<string, string>>;
  /** Subscribe to best bid and ask as well. */
  readonly hasBookTicker: boolean;
  /** Keep every message with the time of its arrival. */
  readonly isRecording: boolean;
}

/** A bar that is still forming. */
export interface FormingBar {
  readonly openTime: EpochMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** One row of the watch list. */
export interface WatchRow {
  readonly symbol: string;
  readonly price: number;
  /** Over the last 24 hours, a fraction; NaN before a day of bars is known. */
  readonly change: number;
  /** Closes of the last 60 bars. */
  readonly sparkline: Float64Array;
  readonly signal: Signal;
  /** NaN where the model has no opinion. */
  readonly probability: number;
  readonly confidence: number;
  /** Of the bar that the signal belongs to. */
  readonly signalTime: EpochMs | undefined;
  readonly isStale: boolean;
  /** Why there is nothing new of this symbol alone; left out where all is well. */
  readonly trouble?: string;
}

/** A paper account as of now, the forming bar included in its value. */
export interface AccountFrame {
  readonly account: PaperAccount;
  /** As of the last closed bar. */
  readonly performance: PerformanceReport;
  /** Equity at the last price, with the open position at its present value. */
  readonly equityNow: number;
  readonly positions: readonly Position[];
  /** Profit of the open positions at the last price, costs of closing not counted. */
  readonly openPnl: number;
  readonly recentSignals: readonly SignalRecord[];
  readonly tradeCount: number;
  /** Another tab trades this account; this one only looks on. */
  readonly isViewer: boolean;
}

/** A recording that this tab keeps. */
export interface RecordingInfo {
  readonly id: string;
  readonly symbols: readonly string[];
  /** Times of the first and the last thing that it holds. */
  readonly from: EpochMs | undefined;
  readonly to: EpochMs | undefined;
  /** Closed bars of all symbols. */
  readonly bars: number;
  /** Nearly the bytes of its file. */
  readonly characters: number;
  readonly isRunning: boolean;
  /** There was no more room: it holds the beginning of its session. */
  readonly isFull: boolean;
  /** All of it is in a file that was exported. */
  readonly isExported: boolean;
}

export interface RecordingList {
  /** Oldest first. */
  readonly recordings: readonly RecordingInfo[];
  /** Recordings that nobody had exported and that were dropped for room. */
  readonly droppedCount: number;
}

/** Characters read, then inputs run. */
export interface RecordingProgress {
  readonly stage: 'reading' | 'running';
  readonly done: number;
  readonly total: number;
}

/** What an account of a recording did when it ran again. */
export interface ReplayedAccount {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly trades: number;
  /** Hex, of its trades. */
  readonly sha256: string;
  /** That of the trades of the live session; undefined in recordings of version 1. */
  readonly recorded: string | undefined;
}

/** What became of a recording that ran again. */
export interface RecordingReport {
  readonly symbols: readonly string[];
  readonly intervalMs: number;
  readonly from: EpochMs | undefined;
  readonly to: EpochMs | undefined;
  readonly inputs: number;
  readonly bars: number;
  readonly accounts: readonly ReplayedAccount[];
  /** Whether trades and bars are those of the live session; `unknown`: the recording does not tell them. */
  readonly verdict: 'equal' | 'different' | 'unknown';
}

/** What became of an account that was imported. */
export interface ImportedAccount {
  /** `here-already`: the same account, as of the same bar, was there; nothing was changed. */
  readonly kind: 'imported' | 'here-already';
  readonly account: PaperAccount;
}

export type LiveEvent =
  | {
      readonly kind: 'connection';
      /** When it is told, of the exchange's time, as the times in `state` are. */
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

/**
 * The session worker's other half: owns socket, clock and paper accounts. Calls reject with
 * `StorageError`, or with `AccountBusyError` where another tab trades the account.
 */
export interface LiveApi {
  /** Resolves when the session runs; `connection` events tell when it is live. Ends an earlier one. */
  connect(request: LiveRequest, onEvent: (event: LiveEvent) => void): Promise<void>;
  /** Rejects, once all is over, where the last bars of accounts could not be kept. */
  disconnect(): Promise<void>;
  /** The symbol whose bars are sent. */
  view(symbol: string): Promise<void>;
  setOnline(isOnline: boolean): void;

  listAccounts(): Promise<readonly PaperAccount[]>;
  /**
   * Opened now, whatever `createdAt` says, in the role that its symbol has free; its bars are those that its
   * model reads.
   */
  addAccount(account: PaperAccount): Promise<void>;
  /** Applies from the next bar on. */
  configureAccount(accountId: string, settings: TradingSettings): Promise<void>;
  /** Gives each account the role beside its id: all of them or none. Trading goes on. */
  assignRoles(roles: AccountRoles): Promise<void>;
  /** Starts it anew with its capital; `undoReset` brings the old state back. */
  resetAccount(accountId: string): Promise<void>;
  undoReset(accountId: string): Promise<void>;
  /** `restoreAccount` brings it back, for a week. */
  removeAccount(accountId: string): Promise<void>;
  restoreAccount(accountId: string): Promise<void>;
  /** Closed trades that were entered at bar `from` of the account or later, in the order of their closing. */
  loadTrades(accountId: string, from?: BarIndex): Promise<readonly Trade[]>;
  /** What is journaled of an account; of its bars only those that opened after `after`. */
  loadRun(accountId: string, after?: EpochMs): Promise<PaperRun>;
  /** Account, trades and equity of its present run as JSON, which `importAccount` takes. */
  exportAccount(accountId: string): Promise<Blob>;
  /**
   * Keeps an exported account; a session that runs trades it after the next `connect`, so that the bars it
   * missed are fetched first. Rejects with `AccountFileError`.
   */
  importAccount(file: Blob): Promise<ImportedAccount>;
  listRecordings(): Promise<RecordingList>;
  /**
   * A recording as far as it goes, one JSON object a line, the last with the hash of the trades that the
   * session made. Rejects where it is gone.
   */
  exportRecording(recordingId: string): Promise<Blob>;
  /** Forgets a recording; rejects while it runs. */
  discardRecording(recordingId: string): Promise<void>;
  /** Runs an exported recording again; rejects with `RecordingError`. Ending the worker cancels it. */
  replayRecording(
    file: Blob,
    onProgress: (progress: RecordingProgress) => void,
  ): Promise<RecordingReport>;
}
