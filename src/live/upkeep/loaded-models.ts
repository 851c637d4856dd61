import { countHistoryBars, createLivePredictor } from '../../core/models/predictor';
import { countWarmUpBars } from '../../core/trading/rules';
import type { LiveModel, LivePorts } from '../ports';
import type { EpochMs } from '../../core/bars/bars';
import type { ConnectionOptions } from '../market/connection';
import { minIndependentLabels } from './drift';
import type { PaperAccountState } from '../../core/trading/paper-account';

/** The models of a session, each loaded once. */
export interface LoadedModels {
  /** Loads a model, or returns the loaded one; where it cannot be used, warns and returns undefined. */
  load(modelId: string): Promise<LiveModel | undefined>;
  has(modelId: string): boolean;
  find(modelId: string): LiveModel | undefined;
  list(): readonly LiveModel[];
}

interface LoadedModelsOptions {
  readonly ports: Pick<LivePorts, 'loadModel'>;
  /** Interval of the session's bars. */
  readonly intervalMs: number;
  /** Called when a model has been loaded; `has` returns true for it from then on. */
  readonly onLoaded: (model: LiveModel) => void;
  readonly onWarning: (text: string) => void;
}

/** Returns an object without models. */
export function createLoadedModels(options: LoadedModelsOptions): LoadedModels {
  const { ports, intervalMs, onLoaded, onWarning } = options;
  const models = new Map<string, LiveModel>();
  /** Models that cannot be used; each is reported once. */
  const refused = new Set<string>();
  /** Loads in progress, so that two callers share one. */
  const loading = new Map<string, Promise<LiveModel | undefined>>();

  const fetch = async (modelId: string): Promise<LiveModel | undefined> => {
    try {
      const model = await ports.loadModel(modelId);
      const { info, network } = model;
      if (info.intervalMs !== intervalMs) {
        throw new Error(`${info.name} reads bars of another interval: choose another model`);
      }
      // Throws where weights or features do not fit.
      createLivePredictor(network, intervalMs);
      models.set(modelId, model);
      onLoaded(model);
      return model;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      if (!refused.has(modelId))
        onWarning(`A model cannot be used, so its symbols have no signal: ${reason}`);
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
/** One request; enough for a chart, and for upkeep to judge most models. */
const minHistoryBars = 1000;
/** Two requests; a whole day is not fetched if it has more bars (bars of a second would need 87 requests). */
const maxDayBars = 2000;
/** At most one more request for a model that looks far back, since its first bars have no probability. */
const maxEvidenceBars = 1000;
/**
 * If an account was away for more than this many bars (five weeks of minutes), there is a gap: its position is
 * closed at the last price before it.
 */
const maxCatchUpBars = 50_000;

/**
 * Returns how many bars to fetch before the first live one: as many as models and strategies look back, plus enough for a
 * first judgement of upkeep; and for an account that continues, as many as needed before the first bar that it
 * missed.
 */
export function planHistory(
  accounts: readonly PaperAccountState[],
  models: readonly LiveModel[],
  intervalMs: number,
  now: EpochMs,
): Pick<ConnectionOptions, 'historyBars' | 'since'> {
  const lookBack = Math.max(
    0,
    ...models.map(({ network }) => countHistoryBars(network, intervalMs)),
    ...accounts.map(({ engine }) => countWarmUpBars(engine.settings)),
  );
  const since: Record<string, EpochMs> = {};
  const earliest = Math.floor(now / intervalMs - maxCatchUpBars) * intervalMs;
  for (const { account, lastOpenTime } of accounts) {
    if (lastOpenTime === undefined) continue;
    const from = Math.max(earliest, lastOpenTime - lookBack * intervalMs);
    since[account.symbol] = Math.min(from, since[account.symbol] ?? from);
  }
  const judged = models.map(
    ({ network, info }) =>
      countHistoryBars(network, intervalMs) +
      Math.min(maxEvidenceBars, (minIndependentLabels + 1) * info.horizonBars),
  );
  // Including the bar at the start of the change over 24 hours.
  const dayBars = dayMs / intervalMs + 1;
  const shown = dayBars > maxDayBars ? minHistoryBars : Math.max(minHistoryBars, dayBars);
  return { historyBars: Math.ceil(Math.max(shown, lookBack, ...judged)), since };
}
