import { countHistoryBars, createLivePredictor } from '../../core/models/predictor';
import type { LiveModel, LivePorts } from '../ports';
import type { EpochMs } from '../../core/bars/bars';
import type { ConnectionOptions } from '../market/connection';
import { minIndependentLabels } from './drift';
import type { PaperAccountState } from '../../core/trading/paper-account';

/** The models of a session, loaded once each. */
export interface LoadedModels {
  /** Loads a model unless it is there; tells why it cannot be used, and then goes on without it. */
  load(modelId: string): Promise<LiveModel | undefined>;
  has(modelId: string): boolean;
  find(modelId: string): LiveModel | undefined;
  list(): readonly LiveModel[];
}

interface LoadedModelsOptions {
  readonly ports: Pick<LivePorts, 'loadModel'>;
  /** Of the bars that the models are asked about. */
  readonly intervalMs: number;
  /** A model has been loaded; `has` is true from now on. */
  readonly onLoaded: (model: LiveModel) => void;
  readonly onWarning: (text: string) => void;
}

/** Returns no models. */
export function createLoadedModels(options: LoadedModelsOptions): LoadedModels {
  const { ports, intervalMs, onLoaded, onWarning } = options;
  const models = new Map<string, LiveModel>();
  /** Reported once, however often it is tried. */
  const refused = new Set<string>();
  /** So that the same model is loaded once for two callers. */
  const loading = new Map<string, Promise<LiveModel | undefined>>();

  const fetch = async (modelId: string): Promise<LiveModel | undefined> => {
    try {
      const model = await ports.loadModel(modelId);
      const { info, asked } = model;
      if (info.intervalMs !== intervalMs) {
        throw new Error(`${info.name} reads bars of another interval: choose another model`);
      }
      // Tells whether weights and features fit.
      createLivePredictor(asked, intervalMs);
      models.set(modelId, model);
      onLoaded(model);
      return model;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!refused.has(modelId))
        onWarning(`A model cannot be asked, so its symbols have no signal: ${reason}`);
      refused.add(modelId);
      return undefined;
    } finally {
      loading.delete(modelId);
    }
  };
  return {
    async load(modelId) {
      const known = models.get(modelId);
      if (known !== undefined) return known;
      const under = loading.get(modelId) ?? fetch(modelId);
      loading.set(modelId, under);
      return under;
    },
    has: (modelId) => models.has(modelId),
    find: (modelId) => models.get(modelId),
    list: () => [...models.values()],
  };
}

const dayMs = 86_400_000;
/** One request: a chart has something to show, and upkeep of most models something to judge. */
const minHistoryBars = 1000;
/** Two requests: a day is worth no more, which for seconds would take 87. */
const maxDayBars = 2000;
/** At most one request more for a model that looks far back: its first bars have no probability. */
const maxEvidenceBars = 1000;
/**
 * An account that was away for longer than this many bars (five weeks of minutes) meets a gap: its
 * position is closed at the last price before it.
 */
const maxCatchUpBars = 50_000;

/**
 * Returns how many bars to know before the first live one: as many as the models look back, with enough
 * after them for a first judgement of upkeep, and, for an account that goes on, those before the first bar
 * that it missed.
 */
export function planHistory(
  accounts: readonly PaperAccountState[],
  models: readonly LiveModel[],
  intervalMs: number,
  now: EpochMs,
): Pick<ConnectionOptions, 'historyBars' | 'since'> {
  const lookBack = Math.max(0, ...models.map(({ asked }) => countHistoryBars(asked)));
  const since: Record<string, EpochMs> = {};
  const earliest = Math.floor(now / intervalMs - maxCatchUpBars) * intervalMs;
  for (const { account, lastOpenTime } of accounts) {
    if (lastOpenTime === undefined) continue;
    const from = Math.max(earliest, lastOpenTime - lookBack * intervalMs);
    since[account.symbol] = Math.min(from, since[account.symbol] ?? from);
  }
  const judged = models.map(
    ({ asked, info }) =>
      countHistoryBars(asked) +
      Math.min(maxEvidenceBars, (minIndependentLabels + 1) * info.horizonBars),
  );
  // The bar that the change over 24 hours starts from, too.
  const dayBars = dayMs / intervalMs + 1;
  const shown = dayBars > maxDayBars ? minHistoryBars : Math.max(minHistoryBars, dayBars);
  return { historyBars: Math.ceil(Math.max(shown, ...judged)), since };
}
