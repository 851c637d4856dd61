import type { EpochMs } from '../core/bars/bars';
import type { FundingRates } from '../core/bars/funding-rates';
import type { Exchange } from '../exchange/exchange';
import type { ModelInfo } from '../core/library';
import type { JournaledBar, PaperAccountState } from '../core/trading/paper-account';
import type { SessionModel } from './paper/predictions';
import type { Trade } from '../core/trading/positions';

import type { Timeouts } from './market/timeouts';
import type { UpkeepStandard } from './upkeep/drift';

/** Cancels a timer; does nothing once it has run. */
export type Cancel = () => void;
/** Two clocks: that of the exchange, which all recorded times use, and the machine's own. */
export interface LiveClock {
  /** Our estimate of the exchange's time. */
  now(): EpochMs;
  /** Calls back once after `ms` of the exchange's time. */
  setTimer(callback: () => void, ms: number): Cancel;
  /** The machine's monotonic clock, ms. */
  monotonicMs(): number;
  /** Calls back once after `ms` of the machine's time. */
  setMachineTimer(callback: () => void, ms: number): Cancel;
  /** Sets the clock to the exchange's time; rejects where the exchange does not answer, and changes nothing. */
  synchronise(signal: AbortSignal): Promise<void>;
  /** Whether the machine's clock was adjusted, or the machine slept, since the last call. */
  hasJumped(): boolean;
}

export interface SocketHandlers {
  onOpen(): void;
  onMessage(text: string): void;
  /** Called once, even if the socket never opened. */
  onClose(reason: string): void;
}

export interface LiveSocket {
  /** May only be called once it is open. */
  send(text: string): void;
  /** Does not wait for the close: a half-open socket may take minutes. */
  close(): void;
}

export type OpenSocket = (url: string, handlers: SocketHandlers) => LiveSocket;

/** What consecutive bars did to an account, as it is journaled. */
export interface AccountEntry {
  readonly state: PaperAccountState;
  readonly trades: readonly Trade[];
  readonly equity: readonly JournaledBar[];
}

/** Where paper accounts are stored; every call rejects if storage fails. */
export interface AccountStore {
  list(): Promise<readonly PaperAccountState[]>;
  /** Undefined where the account does not exist. */
  load(accountId: string): Promise<PaperAccountState | undefined>;
  /** Resolves to the account as stored: its role differs if the symbol has a champion already. */
  create(state: PaperAccountState): Promise<PaperAccountState>;
  /** Writes all states or none. */
  replace(states: readonly PaperAccountState[]): Promise<void>;
  reset(state: PaperAccountState): Promise<void>;
  undoReset(accountId: string): Promise<PaperAccountState>;
  remove(accountId: string, now: EpochMs): Promise<void>;
  /** Resolves to the restored account, whose role may have changed. */
  restore(accountId: string): Promise<PaperAccountState>;
  /** Writes all entries or none. */
  journal(entries: readonly AccountEntry[]): Promise<void>;
}

/** Makes sure that only one tab trades an account. */
export interface AccountLocks {
  /**
   * Requests the account: calls back once this tab has it, at once or when the other tab ends. Resolves to whether
   * this tab has it by then; `release` gives it up, or cancels the request.
   */
  request(
    accountId: string,
    onGranted: () => void,
  ): Promise<{ readonly isHeld: boolean; release(): void }>;
}

/** Announces to other tabs that an account has changed in the store. */
export interface AccountChannel {
  announce(accountId: string): void;
  /** Calls back for announcements of other tabs, until the returned function is called. */
  listen(onAnnounced: (accountId: string) => void): Cancel;
}

/** A stored model for a live session. */
export interface LiveModel {
  readonly info: ModelInfo;
  /** The parts that a predictor needs. */
  readonly network: SessionModel;
  /** Loads what to compare live bars of a symbol with. */
  loadStandard(symbol: string): Promise<UpkeepStandard>;
}

/** What a live session needs from outside. */
export interface LivePorts {
  readonly clock: LiveClock;
  readonly openSocket: OpenSocket;
  /** Its requests must fail at once (`retries: 'once'`), since the session does the waiting and shows it. */
  readonly exchange: Pick<Exchange, 'info' | 'fetchBars' | 'stream'>;
  readonly timeouts: Timeouts;
  readonly accounts: AccountStore;
  readonly locks: AccountLocks;
  readonly channel: AccountChannel;
  /** Rejects where the model does not exist or cannot be read. */
  loadModel(modelId: string): Promise<LiveModel>;
  /** Resolves to the funding rates that files have told of a symbol; undefined where none has. */
  loadFunding(symbol: string): Promise<FundingRates | undefined>;
  /** Returns a seed for the waits between attempts, a whole number. */
  drawSeed(): number;
}
