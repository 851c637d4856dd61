import type { Bar, EpochMs } from '../../core/bars/bars';
import type { BestPrice } from '../../core/trading/positions';
import { isTooLate } from '../market/exchange-time';
import type { PaperAccountState } from '../../core/trading/paper-account';
import { noteAnswer, tradeBar, type PaperStep } from './trade-account';
import {
  countHistoryBars,
  createLivePredictor,
  type LivePredictor,
  type PredictorModel,
} from '../../core/models/predictor';

/** A model that the desk asks. */
export interface DeskModel extends PredictorModel {
  readonly id: string;
}

export interface TradingDeskOptions {
  readonly intervalMs: number;
  readonly models: readonly DeskModel[];
  /** The model that gives each symbol its signal. */
  readonly watch: Readonly<Record<string, string>>;
  readonly accounts: readonly PaperAccountState[];
}

/** What a model said of a closed bar. */
export interface ModelAnswer {
  readonly modelId: string;
  /** NaN where it has no opinion. */
  readonly probability: number;
  /** Its features at the bar, not scaled. */
  readonly features: Float64Array;
}

/** What a closed bar led to. */
export interface DeskResult {
  /** Of the symbol's own model; NaN where it has none or no opinion. */
  readonly probability: number;
  /** Of each model that was asked. */
  readonly answers: readonly ModelAnswer[];
  /** It was known too late: no order was given on it. */
  readonly isLate: boolean;
  readonly steps: readonly PaperStep[];
  /** Models that were asked: once each. */
  readonly inferences: number;
}

/** Asks the models about every closed bar and lets the accounts trade on the answers. */
export interface TradingDesk {
  takeClosed(symbol: string, bar: Bar, lagMs: number, best?: BestPrice): DeskResult;
  /** A bar that was traded on has turned out different: later answers are formed from what it is now. */
  takeCorrected(symbol: string, bar: Bar): void;
  /** The account as of the last bar; undefined where it does not trade here. */
  account(accountId: string): PaperAccountState | undefined;
  accounts(): readonly PaperAccountState[];
  /**
   * Lets an account trade from here on, in the place of the one with its id. It is taken through the
   * bars that it missed as if it had been here, but those that are no news at `at` find no opinion.
   */
  joinAccount(state: PaperAccountState, at: EpochMs): readonly PaperStep[];
  removeAccount(accountId: string): void;
  /** Throws where the model cannot be asked bar by bar. */
  addModel(model: DeskModel): void;
}

/** Enough for the longest network that the page offers. */
const mostHistoryBars = 4096;

/** Returns a desk whose models have seen no bar. Throws where a model cannot be asked bar by bar. */
export function createTradingDesk(options: TradingDeskOptions): TradingDesk {
  const { intervalMs, watch } = options;
  const models = new Map<string, DeskModel>();
  const accounts = new Map(options.accounts.map((state) => [state.account.id, state]));
  const history = createBarHistory(mostHistoryBars);
  /** By symbol and model. */
  const tracks = new Map<string, Map<string, ModelTrack>>();

  const findTrack = (symbol: string, model: DeskModel): ModelTrack => {
    const ofSymbol = tracks.get(symbol) ?? new Map<string, ModelTrack>();
    const track = ofSymbol.get(model.id) ?? createModelTrack(model, intervalMs);
    tracks.set(symbol, ofSymbol.set(model.id, track));
    return track;
  };
  const addModel = (model: DeskModel): void => {
    createLivePredictor(model, intervalMs);
    models.set(model.id, model);
  };
  options.models.forEach(addModel);

  return {
    takeClosed(symbol, bar, lagMs, best) {
      const isLate = isTooLate(lagMs, intervalMs);
      const asked = new Map<string, ModelAnswer>();
      const ask = (model: DeskModel): number => {
        const known = asked.get(model.id);
        if (known !== undefined) return known.probability;
        const track = findTrack(symbol, model);
        const probability = track.ask(bar, history.of(symbol));
        asked.set(model.id, { modelId: model.id, probability, features: track.features() });
        return probability;
      };
      const watched = models.get(watch[symbol] ?? '');
      const probability = watched === undefined ? NaN : ask(watched);
      const steps: PaperStep[] = [];
      for (const state of accounts.values()) {
        if (state.account.symbol !== symbol) continue;
        const model = models.get(state.account.modelId);
        const opinion = model === undefined ? NaN : ask(model);
        const step = tradeBar(state, bar, isLate ? NaN : opinion, best);
        if (step === undefined) continue;
        accounts.set(state.account.id, step.state);
        // Too late to be traded on, it was an answer all the same.
        steps.push(isLate ? { ...step, bar: noteAnswer(step.bar, opinion) } : step);
      }
      history.push(symbol, bar);
      return {
        probability,
        answers: [...asked.values()],
        isLate,
        steps,
        inferences: asked.size,
      };
    },
    takeCorrected(symbol, bar) {
      history.correct(symbol, bar);
      for (const track of tracks.get(symbol)?.values() ?? []) track.forget();
    },
    account: (accountId) => accounts.get(accountId),
    accounts: () => [...accounts.values()],
    joinAccount(joining, at) {
      const { id, symbol, modelId } = joining.account;
      const model = models.get(modelId);
      const known = history.of(symbol);
      const steps: PaperStep[] = [];
      let state = joining;
      for (const bar of history.after(symbol, joining.lastOpenTime ?? -Infinity)) {
        const isLate = isTooLate(at - (bar.openTime + intervalMs), intervalMs);
        const opinion =
          model === undefined || isLate
            ? NaN
            : findTrack(symbol, model).recall(known.slice(0, known.indexOf(bar) + 1));
        const step = tradeBar(state, bar, opinion);
        if (step === undefined) continue;
        state = step.state;
        steps.push(step);
      }
      accounts.set(id, state);
      return steps;
    },
    removeAccount: (accountId) => void accounts.delete(accountId),
    addModel,
  };
}

/** What one model said of the bars of one symbol. */
export interface ModelTrack {
  /** Asks the model about the next bar; `before` are the bars that come before it. */
  ask(bar: Bar, before: readonly Bar[]): number;
  /** What the model said of the last of `bars`, if it was asked, or would say of it now. */
  recall(bars: readonly Bar[]): number;
  /** Features of the last bar that was asked about, not scaled. */
  features(): Float64Array;
  /** A bar was corrected: the next answer is formed from the bars as they are now. */
  forget(): void;
}

/** Returns a track of a model that has been asked nothing. Throws where it cannot be asked bar by bar. */
export function createModelTrack(model: DeskModel, intervalMs: number): ModelTrack {
  const historyBars = countHistoryBars(model);
  const warmUp = (bars: readonly Bar[]): LivePredictor => {
    const warmed = createLivePredictor(model, intervalMs);
    // A probability is a function of so many bars, so that no more need be run through.
    for (const bar of bars.slice(-historyBars)) warmed.push(bar);
    return warmed;
  };
  /** The newest: no order is given on an older one, so that nobody asks for it again. */
  let answer: { readonly bar: Bar; readonly probability: number } | undefined;
  let predictor: LivePredictor | undefined;

  return {
    ask(bar, before) {
      predictor ??= warmUp(before);
      const probability = predictor.push(bar);
      answer = { bar, probability };
      return probability;
    },
    recall(bars) {
      const last = bars.at(-1);
      if (last === undefined) return NaN;
      if (answer?.bar.openTime === last.openTime) return answer.probability;
      return warmUp(bars.slice(0, -1)).push(last);
    },
    features: () => predictor?.features() ?? new Float64Array(),
    forget: () => void (predictor = undefined),
  };
}

/** The latest bars of each symbol, so that a model or an account that joins later has its past. */
export interface BarHistory {
  /** Oldest first. */
  of(symbol: string): readonly Bar[];
  push(symbol: string, bar: Bar): void;
  /** Puts a corrected bar in the place of the one of its time, if that is still there. */
  correct(symbol: string, bar: Bar): void;
  /** Bars that open after a time. */
  after(symbol: string, openTime: EpochMs): readonly Bar[];
}

/** Returns a history without bars that keeps the last `most` of each symbol at least. */
export function createBarHistory(most: number): BarHistory {
  const bySymbol = new Map<string, Bar[]>();
  const find = (symbol: string): Bar[] => {
    const known = bySymbol.get(symbol);
    if (known !== undefined) return known;
    const bars: Bar[] = [];
    bySymbol.set(symbol, bars);
    return bars;
  };
  return {
    of: find,
    push(symbol, bar) {
      const bars = find(symbol);
      bars.push(bar);
      if (bars.length > 2 * most) bars.splice(0, bars.length - most);
    },
    correct(symbol, bar) {
      const bars = find(symbol);
      const index = countUntil(bars, bar.openTime) - 1;
      if (bars[index]?.openTime === bar.openTime) bars[index] = bar;
    },
    after(symbol, openTime) {
      const bars = find(symbol);
      return bars.slice(countUntil(bars, openTime));
    },
  };
}

/** Bars that open at a time or before; most questions are about the newest. */
function countUntil(bars: readonly Bar[], openTime: EpochMs): number {
  let count = bars.length;
  while (count > 0 && bars[count - 1].openTime > openTime) count--;
  return count;
}
