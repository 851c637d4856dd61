import type { BarIndex, EpochMs } from '../bars/bars';
import type { EngineState } from './engine';
import type { Trade } from './positions';
import type { TradingSettings } from './settings';

export type AccountRole = 'champion' | 'challenger';

/** The role of each account by its id. */
export type AccountRoles = Readonly<Record<string, AccountRole>>;

/** A paper account: a strategy that trades one symbol with play money. */
export interface PaperAccount {
  readonly id: string;
  readonly name: string;
  readonly symbol: string;
  /** The model that its strategy asks; left out where the strategy asks none. */
  readonly modelId?: string;
  readonly settings: TradingSettings;
  /** A `challenger` trades the same symbol as a champion, to be compared with it. */
  readonly role: AccountRole;
  /** Whether orders fill at the best bid or ask just after the close instead of at the next open. */
  readonly isFilledAtBest: boolean;
  readonly createdAt: EpochMs;
}

/** All that a paper account needs to continue as if it had never stopped; journaled with every bar. */
export interface PaperAccountState {
  readonly account: PaperAccount;
  /** Its `trades` are empty here: trades and equity are journaled separately, since they only grow. */
  readonly engine: EngineState;
  /** Open time of the last bar that was traded; undefined before the first. */
  readonly lastOpenTime: EpochMs | undefined;
  /** What the person's own rule decided at that bar; left out where none was asked. */
  readonly decided?: PaperDecision;
}

/** What a person's own rule decided at a bar. */
export interface PaperDecision {
  /** As `encodeDecision` makes it; 0 where the rule failed or was late. */
  readonly decision: number;
  /** Why there is none, for its author; left out where all is well. */
  readonly problem?: string;
  /** Line of the rule that failed, from 1; left out where it is not known. */
  readonly line?: number;
}

/** A paper account with the trades and bars of its current run. */
export interface AccountJournal {
  readonly state: PaperAccountState;
  /** In the order in which they were closed. */
  readonly trades: readonly Trade[];
  /** Each bar that was traded, oldest first. */
  readonly equity: readonly JournaledBar[];
}

/** What is journaled of each bar that an account traded. */
export interface JournaledBar {
  readonly openTime: EpochMs;
  /** At the bar's close, dollars. */
  readonly equity: number;
  /** As first received. */
  readonly close: number;
  /** The model's probability at the close; left out where there was none. */
  readonly probability?: number;
  /** What the person's own rule decided at the close, as `encodeDecision` makes it; left out where none was asked. */
  readonly decision?: number;
}

/**
 * Returns a new account with a role that fits the existing accounts, `others`: a symbol has max one champion,
 * and its first account is one.
 */
export function fitRole(account: PaperAccount, others: readonly PaperAccount[]): PaperAccount {
  const own = others.filter(({ id, symbol }) => id !== account.id && symbol === account.symbol);
  if (own.length === 0) return { ...account, role: 'champion' };
  const isTaken = own.some(({ role }) => role === 'champion');
  return isTaken ? { ...account, role: 'challenger' } : account;
}

/** What is journaled about an account since it was opened or last reset. */
export interface PaperRun {
  /** As of the last bar. */
  readonly state: PaperAccountState;
  /** Open time of each bar that was traded, ascending. */
  readonly time: Float64Array;
  /** Equity at the close of each of these bars, dollars. */
  readonly equity: Float64Array;
  /** Close of each bar, as first received. */
  readonly close: Float64Array;
  /** The model's probability at each close; NaN where there was none. */
  readonly probability: Float64Array;
}

/** Returns the equity at the last bar that had closed by `time`; the capital before the first. */
export function findEquityAt({ state, time, equity }: PaperRun, at: number): number {
  const { intervalMs, record } = state.engine;
  for (let bar = time.length - 1; bar >= 0; bar--) {
    if ((time[bar] ?? NaN) + intervalMs <= at) return equity[bar] ?? NaN;
  }
  return record.capital;
}

/** Returns `known` with the later bars of `newer` added; undefined where `newer` belongs to another run. */
export function extendRun(known: PaperRun, newer: PaperRun): PaperRun | undefined {
  if (newer.state.account.createdAt !== known.state.account.createdAt) return undefined;
  // The same object, so that nothing is computed from it again.
  if (newer.time.length === 0) return known;
  return {
    state: newer.state,
    time: join(known.time, newer.time),
    equity: join(known.equity, newer.equity),
    close: join(known.close, newer.close),
    probability: join(known.probability, newer.probability),
  };
}

/** Returns all trades without repeats: some of `newer` may be known already, and a bar enters max one trade. */
export function extendTrades(known: readonly Trade[], newer: readonly Trade[]): readonly Trade[] {
  const entered = new Set(known.map(({ entryIndex }) => entryIndex));
  return [...known, ...newer.filter(({ entryIndex }) => !entered.has(entryIndex))];
}

/** Returns the first bar at which a trade that is still to close can have been entered. */
export function findOpenFrom({ positions, lastIndex }: EngineState): BarIndex {
  return Math.min(lastIndex + 1, ...positions.map(({ entryIndex }) => entryIndex));
}

function join(known: Float64Array, newer: Float64Array): Float64Array {
  const joined = new Float64Array(known.length + newer.length);
  joined.set(known);
  joined.set(newer, known.length);
  return joined;
}
