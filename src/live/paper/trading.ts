import { type Bar, countBars, type EpochMs } from '../../core/bars/bars';
import type { FundingRates } from '../../core/bars/funding-rates';
import { closeBar, decideBar, type EngineState, openBar } from '../../core/trading/engine';
import { followDecision } from '../../core/trading/own-rule/decisions';
import {
  countQuestionBars,
  findRuleText,
  prepareRuleQuestion,
} from '../../core/trading/own-rule/rule-input';
import type { RuleQuestion } from '../../core/trading/own-rule/run-rule';
import type {
  JournaledBar,
  PaperDecision,
  PaperAccountState,
} from '../../core/trading/paper-account';
import type { BestPrice, EngineBar, Trade } from '../../core/trading/positions';
import {
  countWarmUpBars,
  createDecider,
  resolveRules,
  type TradingRules,
} from '../../core/trading/rules';
import { findPast, noPast, type PastBars } from '../../core/trading/strategies/past-bars';
import type { BarSeries } from '../market/bar-series';
import { isTooLate } from '../market/exchange-time';
import { copyEngine, describeBar } from './account';
import type { Predictions } from './predictions';

interface TradingOptions {
  readonly intervalMs: number;
  /** The model that gives each symbol its signal. */
  readonly watch: Readonly<Record<string, string>>;
  /** Of symbols whose exchange's own rates are known. */
  readonly funding?: FundingOfSymbols | undefined;
  readonly accounts: readonly PaperAccountState[];
  readonly predictions: Predictions;
  readonly findSeries: (symbol: string) => BarSeries;
}

/** Funding rates that were paid, by symbol; where they tell nothing of a time, the constant of an account's settings holds. */
export type FundingOfSymbols = Readonly<Record<string, FundingRates | undefined>>;

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

/** A question to a person's own rule, at whose answer an account waits. */
export interface RuleAsk {
  /** Of this question alone; numbers rise from 1. */
  readonly id: number;
  readonly text: string;
  readonly question: RuleQuestion;
}

/** The answer to a `RuleAsk`. */
export interface RuleDecision extends PaperDecision {
  /** Id of the question. */
  readonly ask: number;
}

/** Lets paper accounts trade on their models' predictions for each closed bar. */
export interface Trading {
  /** `at`: when it is taken. An account with a rule of its own that still waits at an earlier bar is neutral there. */
  takeClosed(symbol: string, bar: Bar, lagMs: number, best?: BestPrice, at?: EpochMs): BarResult;
  /** Lets the account go on that waits for this answer; none does where it was replaced or removed, or another bar has closed. */
  takeDecision(decision: RuleDecision, at: EpochMs): readonly PaperStep[];
  /** Returns the questions to rules that have come up since the last call. */
  takeAsks(): readonly RuleAsk[];
  /** Returns the account at the last bar; undefined where it does not trade here. */
  account(accountId: string): PaperAccountState | undefined;
  accounts(): readonly PaperAccountState[];
  /**
   * Lets an account trade from now on; it replaces one with the same id. It first steps through the bars that it
   * missed, with probabilities only for those that are not too late for an order at `at`; with a rule of its own it may wait at the last.
   */
  joinAccount(state: PaperAccountState, at: EpochMs): readonly PaperStep[];
  removeAccount(accountId: string): void;
}

/** A bar of an account at whose close a rule was asked. */
interface Waiting {
  readonly ask: number;
  readonly opened: OpenedBar;
  /** When it was asked, and how long after the close that was. */
  readonly askedAt: EpochMs;
  readonly lagMs: number;
}

const lateDecision: PaperDecision = {
  decision: 0,
  problem: 'The rule gave no answer in time, so it was neutral.',
};

/** Returns trading that continues the accounts from their states. */
export function createTrading(options: TradingOptions): Trading {
  const { intervalMs, watch, funding = {}, predictions, findSeries } = options;
  const accounts = new Map(options.accounts.map((state) => [state.account.id, state]));
  /** By account; it is still as of the bar before. */
  const waiting = new Map<string, Waiting>();
  let lastAsk = 0;
  let asks: RuleAsk[] = [];

  const findPastBars = ({ account, engine }: PaperAccountState, bar: Bar): PastBars => {
    const series = findSeries(account.symbol);
    return series.past(series.find(bar.openTime), countWarmUpBars(engine.settings));
  };
  /** Lets an account wait for the answer of its rule, whose question has copies of all that the decision is made of. */
  const ask = (opened: OpenedBar, text: string, askedAt: EpochMs, lagMs: number): void => {
    const { account, engine, bar, probability } = opened;
    const series = findSeries(account.symbol);
    const end = series.find(bar.openTime) + 1;
    const copy = (count: number) => series.copy({ start: Math.max(0, end - count), end });
    const warmUpBars = countWarmUpBars(engine.settings);
    const bars = copy(countQuestionBars(copy(warmUpBars), engine.settings, text));
    const past = findPast(bars, intervalMs, countBars(bars) - 1, warmUpBars);
    const known = { bar, probability, positions: engine.positions, past };
    const question = prepareRuleQuestion(known, bars, engine.settings, text);
    asks.push({ id: ++lastAsk, text, question });
    waiting.set(account.id, { ask: lastAsk, opened: { ...opened, past }, askedAt, lagMs });
  };
  /** Takes an account through a bar, but for the decision of a rule of its own, at which it waits; undefined then, too. */
  const trade = (
    state: PaperAccountState,
    bar: Bar,
    opinion: number,
    { at, lagMs, best }: { at: EpochMs; lagMs: number; best?: BestPrice | undefined },
  ): PaperStep | undefined => {
    const past = findPastBars(state, bar);
    const isLate = isTooLate(lagMs, intervalMs);
    const { settings } = state.engine;
    const known = { probability: opinion, past, best, funding: funding[state.account.symbol] };
    const text = findRuleText(settings);
    const isWarmingUp = past.end - past.start < countWarmUpBars(settings);
    if (isLate || text === undefined || isWarmingUp) {
      return tradeBar(state, bar, { ...known, isLate });
    }
    const opened = openAccountBar(state, bar, known);
    if (opened !== undefined) ask(opened, text, at, lagMs);
    return undefined;
  };
  /** Ends the waiting of an account. */
  const settle = (accountId: string, { opened }: Waiting, decided: PaperDecision): PaperStep => {
    waiting.delete(accountId);
    const step = closeAccountBar(opened, { decided });
    accounts.set(accountId, step.state);
    return step;
  };

  return {
    takeClosed(symbol, bar, lagMs, best, at = bar.openTime + intervalMs + lagMs) {
      const askedModels = new Set<string>();
      const predict = (modelId: string): number => {
        const answer = predictions.predict(symbol, modelId, bar);
        if (answer !== undefined) askedModels.add(modelId);
        return answer?.probability ?? NaN;
      };
      const probability = predict(watch[symbol] ?? '');
      const steps: PaperStep[] = [];
      for (const [id, before] of accounts) {
        if (before.account.symbol !== symbol) continue;
        const left = waiting.get(id);
        if (left !== undefined) steps.push(settle(id, left, lateDecision));
        const state = accounts.get(id) ?? before;
        const opinion = predict(state.account.modelId ?? '');
        const next = trade(state, bar, opinion, { at, lagMs, best });
        if (next === undefined) continue;
        accounts.set(id, next.state);
        steps.push(next);
      }
      const isLate = isTooLate(lagMs, intervalMs);
      return { probability, isLate, steps, inferences: askedModels.size };
    },
    takeDecision({ ask: id, ...decided }, at) {
      for (const [accountId, one] of waiting) {
        if (one.ask !== id) continue;
        const isLate = isTooLate(one.lagMs + at - one.askedAt, intervalMs);
        return [settle(accountId, one, isLate ? lateDecision : decided)];
      }
      return [];
    },
    takeAsks() {
      const taken = asks;
      asks = [];
      return taken;
    },
    account: (accountId) => accounts.get(accountId),
    accounts: () => [...accounts.values()],
    joinAccount(joining, at) {
      const { id, symbol, modelId = '' } = joining.account;
      waiting.delete(id);
      const series = findSeries(symbol);
      const steps: PaperStep[] = [];
      let state = joining;
      const missedFrom = (joining.lastOpenTime ?? -Infinity) + intervalMs;
      for (let i = series.findFrom(missedFrom); i < series.count(); i++) {
        const bar = series.at(i);
        const lagMs = at - (bar.openTime + intervalMs);
        const opinion = isTooLate(lagMs, intervalMs)
          ? NaN
          : (predictions.predict(symbol, modelId, bar)?.probability ?? NaN);
        const next = trade(state, bar, opinion, { at, lagMs });
        if (next === undefined) continue;
        state = next.state;
        steps.push(next);
      }
      accounts.set(id, state);
      return steps;
    },
    removeAccount(accountId) {
      waiting.delete(accountId);
      accounts.delete(accountId);
    },
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
  /** Rates that the exchange published of the symbol; the constant of the settings where left out. */
  readonly funding?: FundingRates | undefined;
}

/**
 * Takes an account through one closed bar as the engine's `step` does in a backtest. Returns undefined for a bar that it has traded
 * already or that closed before the account was opened. `state` does not change.
 *
 * On a bar that came too late no order is given, but positions are still closed by their rules.
 */
export function tradeBar(
  state: PaperAccountState,
  bar: Bar,
  { isLate = false, decided, ...atClose }: AtClose & AtDecision,
): PaperStep | undefined {
  const opened = openAccountBar(state, bar, atClose);
  return opened && closeAccountBar(opened, { isLate, ...(decided !== undefined && { decided }) });
}

/** A bar of an account before the decision at its close. */
interface OpenedBar {
  readonly account: PaperAccountState['account'];
  readonly engine: EngineState;
  readonly rules: TradingRules;
  readonly bar: EngineBar;
  readonly past: PastBars;
  readonly probability: number;
}

interface AtDecision {
  /** Whether the bar came too late for an order. */
  readonly isLate?: boolean;
  /** What a rule of the account's own has decided; the strategy decides where it is left out. */
  readonly decided?: PaperDecision;
}

function openAccountBar(
  { account, lastOpenTime, engine: before }: PaperAccountState,
  bar: Bar,
  { probability, past = noPast, best, funding }: AtClose,
): OpenedBar | undefined {
  const isTraded = lastOpenTime !== undefined && bar.openTime <= lastOpenTime;
  const closeTime = bar.openTime + before.intervalMs;
  if (isTraded || (lastOpenTime === undefined && closeTime <= account.createdAt)) return undefined;
  const engine = copyEngine(before);
  const rules = resolveRules(engine.settings);
  const traded = { ...describeBar(engine, bar), best };
  // Paid at the open alone: what a rule is asked about the bar need not carry all of them along.
  openBar(engine, { ...traded, funding }, rules);
  return { account, engine, rules, bar: traded, past, probability };
}

/** Returns what the bar did to the account; `opened` is used up. */
function closeAccountBar(
  { account, engine, rules, bar, past, probability }: OpenedBar,
  { isLate = false, decided }: AtDecision,
): PaperStep {
  if (isLate) closeBar(engine, bar, rules, 0, 0, NaN);
  else if (decided === undefined) decideBar(engine, bar, probability, rules, past);
  else {
    const strategy = createDecider(engine.settings, followDecision(decided.decision));
    decideBar(engine, bar, probability, { ...rules, strategy }, past);
  }
  const trades = engine.trades.splice(0);
  const { openTime } = bar;
  const { equity, lastClose: close } = engine.record;
  return {
    state: { account, engine, lastOpenTime: openTime, ...(decided !== undefined && { decided }) },
    trades,
    bar: {
      openTime,
      equity,
      close,
      ...(!Number.isNaN(probability) && { probability }),
      ...(decided !== undefined && { decision: decided.decision }),
    },
  };
}
