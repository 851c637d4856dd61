import type { Bar, EpochMs } from '../../core/bars/bars';
import { step } from '../../core/trading/engine';
import type { JournaledBar, PaperAccountState } from '../../core/trading/paper-account';
import type { BestPrice } from '../../core/trading/positions';
import type { Trade } from '../../core/trading/positions';
import { countWarmUpBars, resolveRules } from '../../core/trading/rules';
import type { PastBars } from '../../core/trading/strategies/past-bars';
import type { BarSeries } from '../market/bar-series';
import { isTooLate } from '../market/exchange-time';
import { copyEngine, describeBar, stepUndecided } from './account';
import type { Predictions } from './predictions';

interface TradingOptions {
  readonly intervalMs: number;
  /** The model that gives each symbol its signal. */
  readonly watch: Readonly<Record<string, string>>;
  readonly accounts: readonly PaperAccountState[];
  readonly predictions: Predictions;
  readonly findSeries: (symbol: string) => BarSeries;
}

/** The results of a closed bar. */
export interface BarResult {
  /** From the symbol's signal model; NaN where there is none. */
  readonly probability: number;
  /** Whether the bar arrived too late, so that no order was given on it. */
  readonly isLate: boolean;
  readonly steps: readonly PaperStep[];
  /** Models that predicted this bar. */
  readonly inferences: number;
}

/** What one closed bar did to an account: its new state, and what is added to its journal. */
export interface PaperStep {
  readonly state: PaperAccountState;
  readonly trades: readonly Trade[];
  readonly bar: JournaledBar;
}

/** Lets paper accounts trade on their models' predictions for each closed bar. */
export interface Trading {
  takeClosed(symbol: string, bar: Bar, lagMs: number, best?: BestPrice): BarResult;
  /** Returns the account at the last bar; undefined where it does not trade here. */
  account(accountId: string): PaperAccountState | undefined;
  accounts(): readonly PaperAccountState[];
  /**
   * Lets an account trade from now on; it replaces one with the same id. It first steps through the bars that it
   * missed, with probabilities only for those that are not too late for an order at `at`.
   */
  joinAccount(state: PaperAccountState, at: EpochMs): readonly PaperStep[];
  removeAccount(accountId: string): void;
}

/** Returns trading that continues the accounts from their states. */
export function createTrading(options: TradingOptions): Trading {
  const { intervalMs, watch, predictions, findSeries } = options;
  const accounts = new Map(options.accounts.map((state) => [state.account.id, state]));
  const findPast = ({ account, engine }: PaperAccountState, bar: Bar): PastBars => {
    const series = findSeries(account.symbol);
    return series.past(series.find(bar.openTime), countWarmUpBars(engine.settings));
  };

  return {
    takeClosed(symbol, bar, lagMs, best) {
      const isLate = isTooLate(lagMs, intervalMs);
      const askedModels = new Set<string>();
      const ask = (modelId: string): number => {
        const answer = predictions.predict(symbol, modelId, bar);
        if (answer !== undefined) askedModels.add(modelId);
        return answer?.probability ?? NaN;
      };
      const probability = ask(watch[symbol] ?? '');
      const steps: PaperStep[] = [];
      for (const state of accounts.values()) {
        if (state.account.symbol !== symbol) continue;
        const opinion = ask(state.account.modelId ?? '');
        const past = findPast(state, bar);
        const next = tradeBar(state, bar, { probability: opinion, past, best, isLate });
        if (next === undefined) continue;
        accounts.set(state.account.id, next.state);
        steps.push(next);
      }
      return { probability, isLate, steps, inferences: askedModels.size };
    },
    account: (accountId) => accounts.get(accountId),
    accounts: () => [...accounts.values()],
    joinAccount(joining, at) {
      const { id, symbol, modelId = '' } = joining.account;
      const series = findSeries(symbol);
      const steps: PaperStep[] = [];
      let state = joining;
      const missedFrom = (joining.lastOpenTime ?? -Infinity) + intervalMs;
      for (let i = series.findFrom(missedFrom); i < series.count(); i++) {
        const bar = series.at(i);
        const isLate = isTooLate(at - (bar.openTime + intervalMs), intervalMs);
        const opinion = isLate
          ? NaN
          : (predictions.predict(symbol, modelId, bar)?.probability ?? NaN);
        const past = findPast(state, bar);
        const next = tradeBar(state, bar, { probability: opinion, past, isLate });
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

/** What an account knows and meets at the close of a bar, besides the bar. */
interface AtClose {
  /** The model's P(rise), which is journaled; NaN where it gives none. */
  readonly probability: number;
  /** The bars up to this one that its strategy may look at; none where left out. */
  readonly past?: PastBars;
  /** Where an account that fills at the best offers is filled; at the close where left out. */
  readonly best?: BestPrice | undefined;
  /** Whether the bar came too late for an order. */
  readonly isLate?: boolean;
}

/**
 * Takes an account through one closed bar with the engine's `step`, as a backtest does. Returns undefined for a
 * bar that it has traded already or that closed before the account was opened. `state` does not change.
 *
 * On a bar that came too late no order is given, but positions are still closed by their rules.
 */
export function tradeBar(
  state: PaperAccountState,
  bar: Bar,
  { probability, past, best, isLate = false }: AtClose,
): PaperStep | undefined {
  const { account, lastOpenTime } = state;
  const isTraded = lastOpenTime !== undefined && bar.openTime <= lastOpenTime;
  const closeTime = bar.openTime + state.engine.intervalMs;
  if (isTraded || (lastOpenTime === undefined && closeTime <= account.createdAt)) return undefined;
  const engine = copyEngine(state.engine);
  const traded = { ...describeBar(engine, bar), best };
  if (isLate) stepUndecided(engine, traded);
  else step(engine, traded, probability, resolveRules(engine.settings), past);
  const trades = engine.trades.splice(0);
  const next = { account, engine, lastOpenTime: bar.openTime };
  const { equity, lastClose: close } = engine.record;
  const journaled = { openTime: bar.openTime, equity, close };
  return {
    state: next,
    trades,
    bar: Number.isNaN(probability) ? journaled : { ...journaled, probability },
  };
}
