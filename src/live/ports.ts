import type { EpochMs } from '../core/bars/bars';
import type { Exchange } from '../exchange/exchange';
import type { ModelInfo } from '../core/library';
import type { JournaledBar, PaperAccountState } from '../core/trading/paper-account';
import type { SessionModel } from './paper/model-answers';
import type { Trade } from '../core/trading/positions';

import type { Patience } from './market/patience';
import type { UpkeepStandard } from './upkeep/drift';

/** Prevents a timer from running; does nothing when it has run. */
export type Cancel = () => void;

/** Two times: that of the exchange, which everything is told in, and the machine's own. */
export interface LiveClock {
  /** The exchange's time, as far as it is known. */
  now(): EpochMs;
  /** Calls back once after `ms` of the exchange's time. */
  setTimer(callback: () => void, ms: number): Cancel;
  /** Milliseconds of the machine that never go back. */
  monotonicMs(): number;
  /** Calls back once after `ms` of the machine's time. */
  setPace(callback: () => void, ms: number): Cancel;
  /** Asks the exchange what time it is; rejects where it does not answer, and goes on as before. */
  synchronise(signal: AbortSignal): Promise<void>;
  /** Whether the machine's clock was set, or the machine slept, since the last call. */
  hasJumped(): boolean;
}

export interface SocketHandlers {
  onOpen(): void;
  onMessage(text: string): void;
  /** Comes once, also where the socket never opened. */
  onClose(reason: string): void;
}

export interface LiveSocket {
  /** Only once it is open. */
  send(text: string): void;
  /** Nothing is awaited: a half-open socket may take minutes to close. */
  close(): void;
}

export type OpenSocket = (url: string, handlers: SocketHandlers) => LiveSocket;

/** What bars in a row did to an account, as it is journaled. */
export interface AccountEntry {
  readonly state: PaperAccountState;
  readonly trades: readonly Trade[];
  readonly equity: readonly JournaledBar[];
}

/** Where paper accounts are kept; every call rejects where the disk refuses. */
export interface AccountStore {
  list(): Promise<readonly PaperAccountState[]>;
  /** Undefined where it is gone. */
  load(accountId: string): Promise<PaperAccountState | undefined>;
  /** Resolves to the account as it is kept: its symbol may have a champion already. */
  create(state: PaperAccountState): Promise<PaperAccountState>;
  /** Writes all states or none. */
  replace(states: readonly PaperAccountState[]): Promise<void>;
  reset(state: PaperAccountState): Promise<void>;
  undoReset(accountId: string): Promise<PaperAccountState>;
  remove(accountId: string, now: EpochMs): Promise<void>;
  /** Resolves to the account as it is again; its role may be another. */
  restore(accountId: string): Promise<PaperAccountState>;
  /** Writes all entries or none. */
  journal(entries: readonly AccountEntry[]): Promise<void>;
}

/** Makes sure that only one tab trades an account. */
export interface AccountLocks {
  /**
   * Asks for the account: calls back once it is this tab's, at once or when the other tab ends, and
   * resolves to whether it is by now. The result's `release` gives it back, or ends the wait.
   */
  request(
    accountId: string,
    onGranted: () => void,
  ): Promise<{ readonly isHeld: boolean; release(): void }>;
}

/** Tells other tabs that an account has changed in the store. */
export interface AccountChannel {
  announce(accountId: string): void;
  /** Calls back for what other tabs announce, until the result is called. */
  listen(onAnnounced: (accountId: string) => void): Cancel;
}

/** A stored model, ready to be asked bar by bar. */
export interface LiveModel {
  readonly info: ModelInfo;
  /** The part that gives probabilities. */
  readonly asked: SessionModel;
  /** What to compare live bars with; deciles are undefined where the training bars are gone. */
  loadStandard(): Promise<UpkeepStandard>;
}

/** Everything outside that a live session works with. */
export interface LivePorts {
  readonly clock: LiveClock;
  readonly openSocket: OpenSocket;
  /** Its requests fail at once (`retries: 'once'`): the session waits, and shows that it does. */
  readonly exchange: Pick<Exchange, 'info' | 'fetchBars' | 'stream'>;
  readonly patience: Patience;
  readonly accounts: AccountStore;
  readonly locks: AccountLocks;
  readonly channel: AccountChannel;
  /** Rejects where it is gone or cannot be read. */
  loadModel(modelId: string): Promise<LiveModel>;
  /** Of the waits between attempts; a whole number. */
  drawSeed(): number;
}
