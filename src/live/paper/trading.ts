import type { Bar, EpochMs } from '../../core/bars/bars';
import { step } from '../../core/trading/engine';
import type { JournaledBar, PaperAccountState } from '../../core/trading/paper-account';
import type { BestPrice } from '../../core/trading/positions';
import type { Trade } from '../../core/trading/positions';
import type { BarSeries } from '../market/bar-series';
import { isTooLate } from '../market/exchange-time';
import { copyEngine, describeBar } from './account';
import type { ModelAnswers } from './model-answers';

interface TradingOptions {
  readonly intervalMs: number;
  /** The model that gives each symbol its signal. */
  readonly watch: Readonly<Record<string, string>>;
  readonly accounts: readonly PaperAccountState[];
  readonly answers: ModelAnswers;
  readonly findSeries: (symbol: string) => BarSeries;
}

/** What a closed bar led to. */
export interface BarResult {
  /** Of the symbol's own model; NaN where it has none or no opinion. */
  readonly probability: number;
  /** It was known too late: no order was given on it. */
  readonly isLate: boolean;
  readonly steps: readonly PaperStep[];
  /** Models that were asked: once each. */
  readonly inferences: number;
}

/** What one closed bar did to an account: its new state, and what is added to its journal. */
export interface PaperStep {
  readonly state: PaperAccountState;
  readonly trades: readonly Trade[];
  readonly bar: JournaledBar;
}

/** Lets paper accounts trade on what their models say of each closed bar. */
export interface Trading {
  takeClosed(symbol: string, bar: Bar, lagMs: number, best?: BestPrice): BarResult;
  /** The account as of the last bar; undefined where it does not trade here. */
  account(accountId: string): PaperAccountState | undefined;
  accounts(): readonly PaperAccountState[];
  /**
   * Lets an account trade from here on, in the place of the one with its id. It is taken through the
   * bars that it missed as if it had been here, but with an opinion only on those that are not too late at `at`.
   */
  joinAccount(state: PaperAccountState, at: EpochMs): readonly PaperStep[];
  removeAccount(accountId: string): void;
}

/** Returns trading that continues the accounts from their states. */
export function createTrading(options: TradingOptions): Trading {
  const { intervalMs, watch, answers, findSeries } = options;
  const accounts = new Map(options.accounts.map((state) => [state.account.id, state]));

  return {
    takeClosed(symbol, bar, lagMs, best) {
      const isLate = isTooLate(lagMs, intervalMs);
      const asked = new Set<string>();
      const ask = (modelId: string): number => {
        const answer = answers.ask(symbol, modelId, bar);
        if (answer !== undefined) asked.add(modelId);
        return answer?.probability ?? NaN;
      };
      const probability = ask(watch[symbol] ?? '');
      const steps: PaperStep[] = [];
      for (const state of accounts.values()) {
        if (state.account.symbol !== symbol) continue;
        const opinion = ask(state.account.modelId);
        const next = tradeBar(state, bar, isLate ? NaN : opinion, best);
        if (next === undefined) continue;
        accounts.set(state.account.id, next.state);
        // It is journaled as an answer though it came too late to be traded on.
        steps.push(isLate ? { ...next, bar: noteAnswer(next.bar, opinion) } : next);
      }
      return { probability, isLate, steps, inferences: asked.size };
    },
    account: (accountId) => accounts.get(accountId),
    accounts: () => [...accounts.values()],
    joinAccount(joining, at) {
      const { id, symbol, modelId } = joining.account;
      const series = findSeries(symbol);
      const steps: PaperStep[] = [];
      let state = joining;
      const missedFrom = (joining.lastOpenTime ?? -Infinity) + intervalMs;
      for (let i = series.findFrom(missedFrom); i < series.count(); i++) {
        const bar = series.at(i);
        const isLate = isTooLate(at - (bar.openTime + intervalMs), intervalMs);
        const opinion = isLate ? NaN : (answers.ask(symbol, modelId, bar)?.probability ?? NaN);
        const next = tradeBar(state, bar, opinion);
        if (next === undefined) continue;
        state = next.state;
        steps.push(next);
      }
      accounts.set(id, state);
      return steps;
    },
    removeAccount: (accountId) => void accounts.delete(accountId),
  };
}

/**
 * Takes an account through one closed bar by the engine's `step`, as a backtest does; returns undefined
 * for a bar that it has traded already or that closed before it was opened. `state` is not changed.
 *
 * `probability` is NaN where the model has no opinion or the bar came too late to be traded on: then no
 * order is given, but positions still leave as their rules say. `best` is where an account that fills at
 * the best offers is filled; the close where it is not known.
 */
export function tradeBar(
  state: PaperAccountState,
  bar: Bar,
  probability: number,
  best?: BestPrice,
): PaperStep | undefined {
  const { account, lastOpenTime } = state;
  const isTraded = lastOpenTime !== undefined && bar.openTime <= lastOpenTime;
  const closeTime = bar.openTime + state.engine.intervalMs;
  if (isTraded || (lastOpenTime === undefined && closeTime <= account.createdAt)) return undefined;
  const engine = copyEngine(state.engine);
  step(engine, { ...describeBar(engine, bar), best }, probability);
  const trades = engine.trades.splice(0);
  const next = { account, engine, lastOpenTime: bar.openTime };
  const { equity, lastClose: close } = engine.record;
  return {
    state: next,
    trades,
    bar: noteAnswer({ openTime: bar.openTime, equity, close }, probability),
  };
}

/** Returns a bar of the journal with what the model said of it; NaN where it had no opinion. */
function noteAnswer(bar: JournaledBar, probability: number): JournaledBar {
  return Number.isNaN(probability) ? bar : { ...bar, probability };
}
