import type { EpochMs } from '../bars/bars';
import type { EngineState } from '../engine';
import type { TradingSettings } from '../portfolio/settings';

export type AccountRole = 'champion' | 'challenger';

/** The role of each account by its id. */
export type AccountRoles = Readonly<Record<string, AccountRole>>;

/** A paper account: one model that trades one symbol under some settings. */
export interface PaperAccount {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  readonly modelId: string;
  readonly settings: TradingSettings;
  /** `challenger` trades beside the champion of its symbol, to be compared with it. */
  readonly role: AccountRole;
  /** Orders fill at the best bid or ask just after the close instead of at the next open. */
  readonly isFilledAtBest: boolean;
  readonly createdAt: EpochMs;
}

/** All that a paper account needs to go on as if it had never stopped; journaled with every bar. */
export interface PaperAccountState {
  readonly account: PaperAccount;
  /** Trades and equity are journaled apart, since they only grow: `engine.trades` is empty here. */
  readonly engine: EngineState;
  /** Open time of the last bar that was traded; undefined before the first. */
  readonly lastOpenTime: EpochMs | undefined;
}

/** What is journaled of each bar that an account traded. */
export interface JournaledBar {
  readonly openTime: EpochMs;
  /** At its close, dollars. */
  readonly equity: number;
  /** As it was first seen; left out in older journals. */
  readonly close?: number;
  /** What the account's model said at its close; left out where it had no opinion, and in older journals. */
  readonly probability?: number;
}
