import type { Bar } from '../bars/bar';
import type { BestPrice } from '../portfolio/positions';
import type { PaperAccountState } from './paper-account';
import { tradeBar, type PaperStep } from './paper-trading';
import { createLivePredictor, type LivePredictor, type PredictorModel } from './predictor';

/** A model that the desk asks. */
export interface DeskModel extends PredictorModel {
  readonly id: string;
  /** Bars that its probability speaks of. */
  readonly horizonBars: number;
}

export interface TradingDeskOptions {
  readonly intervalMs: number;
  readonly models: readonly DeskModel[];
  /** The model that gives each symbol its signal. */
  readonly watch: Readonly<Record<string, string>>;
  readonly accounts: readonly PaperAccountState[];
}

/** What a closed bar led to. */
export interface DeskResult {
  /** Of the symbol's own model; NaN where it has none or no opinion. */
  readonly probability: number;
  /** Features of that model at the bar, not scaled. */
  readonly features: Float64Array;
  /** It came after its horizon had passed: no order was given on it. */
  readonly isLate: boolean;
  readonly steps: readonly PaperStep[];
  /** Models that were asked: once each. */
  readonly inferences: number;
}

/** Asks the models about every closed bar and lets the accounts trade on the answers. */
export interface TradingDesk {
  takeClosed(symbol: string, bar: Bar, lagMs: number, best?: BestPrice): DeskResult;
  accounts(): readonly PaperAccountState[];
  /** Adds an account, or puts it in the place of the one with its id. */
  setAccount(state: PaperAccountState): void;
  removeAccount(accountId: string): void;
}

/** Returns a desk whose models have seen no bar. Throws where a model cannot be asked bar by bar. */
export function createTradingDesk(options: TradingDeskOptions): TradingDesk {
  const { intervalMs, watch } = options;
  const models = new Map(options.models.map((model) => [model.id, model]));
  const accounts = new Map(options.accounts.map((state) => [state.account.id, state]));
  /** One for each symbol and model: they remember the bars of their symbol. */
  const predictors = new Map<string, LivePredictor>();
  /** So that a model that joins later has its history. */
  const latest = new Map<string, Bar[]>();

  const findPredictor = (symbol: string, model: DeskModel): LivePredictor => {
    const key = `${symbol} ${model.id}`;
    const known = predictors.get(key);
    if (known !== undefined) return known;
    const predictor = createLivePredictor(model, intervalMs);
    for (const bar of latest.get(symbol)?.slice(0, -1) ?? []) predictor.push(bar);
    predictors.set(key, predictor);
    return predictor;
  };
  const remember = (symbol: string, bar: Bar): void => {
    const bars = latest.get(symbol) ?? [];
    bars.push(bar);
    latest.set(symbol, bars.length > 2 * mostHistoryBars ? bars.slice(-mostHistoryBars) : bars);
  };

  return {
    takeClosed(symbol, bar, lagMs, best) {
      remember(symbol, bar);
      const asked = new Map<string, number>();
      const ask = (modelId: string): number => {
        const known = asked.get(modelId);
        const model = models.get(modelId);
        if (known !== undefined || model === undefined) return known ?? NaN;
        const probability = findPredictor(symbol, model).push(bar);
        asked.set(modelId, probability);
        return probability;
      };
      const watched = models.get(watch[symbol] ?? '');
      const probability = watched === undefined ? NaN : ask(watched.id);
      const steps: PaperStep[] = [];
      for (const state of accounts.values()) {
        if (state.account.symbol !== symbol) continue;
        const model = models.get(state.account.modelId);
        const opinion = ask(state.account.modelId);
        const isLate = model === undefined || lagMs > model.horizonBars * intervalMs;
        const done = tradeBar(state, bar, isLate ? NaN : opinion, best);
        if (done === undefined) continue;
        accounts.set(state.account.id, done.state);
        steps.push(done);
      }
      return {
        probability,
        features:
          watched === undefined ? new Float64Array() : findPredictor(symbol, watched).features(),
        isLate: watched !== undefined && lagMs > watched.horizonBars * intervalMs,
        steps,
        inferences: asked.size,
      };
    },
    accounts: () => [...accounts.values()],
    setAccount: (state) => void accounts.set(state.account.id, state),
    removeAccount: (accountId) => void accounts.delete(accountId),
  };
}

/** Enough for the longest network that the page offers. */
const mostHistoryBars = 4096;
