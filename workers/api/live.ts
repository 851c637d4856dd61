import type { BarIndex, EpochMs } from '../../src/core/bars/bars';
import type { AccountRoles, PaperAccount, PaperRun } from '../../src/core/trading/paper-account';
import type { TradingSettings } from '../../src/core/trading/settings';
import type { LiveEvent, LiveRequest } from '../../src/live/events';
import type { AskLiveRule } from '../../src/live/run-session';
import type { RecordingList } from '../../src/live/recording/recorder';
import type { RecordingProgress, RecordingReport } from '../../src/live/recording/replay';
import type { ChallengeReport } from '../../src/live/upkeep/compare-journals';
import type { Trade } from '../../src/core/trading/positions';

export type { AskLiveRule } from '../../src/live/run-session';
export type {
  AccountFrame,
  FormingBar,
  LiveEvent,
  LiveRequest,
  WatchRow,
} from '../../src/live/events';
export type {
  ConnectionCounts,
  ConnectionLogEntry,
  ConnectionState,
} from '../../src/live/market/connection-state';
export type { RecordingInfo, RecordingList } from '../../src/live/recording/recorder';
export type { RecordingProgress, RecordingReport } from '../../src/live/recording/replay';
export type { ModelComparison } from '../../src/live/upkeep/champion-challenger';
export type { ChallengeReport } from '../../src/live/upkeep/compare-journals';
export type { ModelUpkeep, ScoreSummary } from '../../src/live/upkeep/drift';

/** The outcome of importing an account. */
interface ImportedAccount {
  /** `here-already`: the same account at the same bar existed already; nothing was changed. */
  readonly kind: 'imported' | 'here-already';
  readonly account: PaperAccount;
}

/**
 * The live worker: owns socket, clock and paper accounts. Calls reject with `StorageError`, or with
 * `AccountBusyError` where another tab trades the account.
 */
export interface LiveApi {
  /**
   * Ends an earlier session and starts one; resolves when it is running. `connection` events say when it is live. `askRule` decides by a
   * person's own rule, in the sandbox that only a page can open.
   */
  connect(
    request: LiveRequest,
    onEvent: (event: LiveEvent) => void,
    askRule: AskLiveRule,
  ): Promise<void>;
  /** Ends the session; rejects afterwards if the last bars of accounts could not be stored. */
  disconnect(): Promise<void>;
  /** Chooses the symbol whose bars are sent. */
  view(symbol: string): Promise<void>;
  setOnline(isOnline: boolean): void;

  listAccounts(): Promise<readonly PaperAccount[]>;
  /**
   * Opens an account now, whatever its `createdAt`, with a role that is free for its symbol, on bars of its model's
   * interval; of `intervalMs` where it has no model. Rejects where it lacks a model that its strategy needs.
   */
  addAccount(account: PaperAccount, intervalMs: number): Promise<void>;
  /** Applies from the next bar on. */
  configureAccount(accountId: string, settings: TradingSettings): Promise<void>;
  /** Gives all the accounts their new roles, or none. Trading continues. */
  assignRoles(roles: AccountRoles): Promise<void>;
  /** Starts the account again with its capital; `undoReset` restores the old state. */
  resetAccount(accountId: string): Promise<void>;
  undoReset(accountId: string): Promise<void>;
  /** `restoreAccount` can restore it, for a week. */
  removeAccount(accountId: string): Promise<void>;
  restoreAccount(accountId: string): Promise<void>;
  /** Returns closed trades that were entered at bar `from` of the account or later, in the order of their exits. */
  loadTrades(accountId: string, from?: BarIndex): Promise<readonly Trade[]>;
  /** Returns the current run of an account, with only those bars that opened after `after`. */
  loadRun(accountId: string, after?: EpochMs): Promise<PaperRun>;
  /** Compares two accounts over the whole of their journals. */
  compareAccounts(championId: string, challengerId: string): Promise<ChallengeReport>;
  /** Returns account, trades and equity of the current run as JSON, which `importAccount` accepts. */
  exportAccount(accountId: string): Promise<Blob>;
  /**
   * Stores an exported account. A running session trades it only after the next `connect`, so that the bars that it
   * missed are fetched first. Rejects with `AccountFileError`.
   */
  importAccount(file: Blob): Promise<ImportedAccount>;
  listRecordings(): Promise<RecordingList>;
  /**
   * Returns a recording so far, one JSON object per line; the last has the hash of the session's trades. Rejects
   * where the recording no longer exists.
   */
  exportRecording(recordingId: string): Promise<Blob>;
  /** Deletes a recording; rejects while it is running. */
  discardRecording(recordingId: string): Promise<void>;
  /** Runs an exported recording again; rejects with `RecordingError`. Ending the worker cancels it. */
  replayRecording(
    file: Blob,
    onProgress: (progress: RecordingProgress) => void,
  ): Promise<RecordingReport>;
}
