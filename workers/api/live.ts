import type { BarIndex, EpochMs } from '../../src/core/bars/bars';
import type { AccountRoles, PaperAccount, PaperRun } from '../../src/core/trading/paper-account';
import type { TradingSettings } from '../../src/core/trading/settings';
import type { LiveEvent, LiveRequest } from '../../src/live/events';
import type { RecordingList } from '../../src/live/recording/recorder';
import type { RecordingProgress, RecordingReport } from '../../src/live/recording/replay';
import type { ChallengeReport } from '../../src/live/upkeep/compare-journals';
import type { Trade } from '../../src/core/trading/positions';

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

/** What became of an account that was imported. */
interface ImportedAccount {
  /** `here-already`: the same account, as of the same bar, was there; nothing was changed. */
  readonly kind: 'imported' | 'here-already';
  readonly account: PaperAccount;
}

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
  /** Compares two accounts over the whole of their journals. */
  compareAccounts(championId: string, challengerId: string): Promise<ChallengeReport>;
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
