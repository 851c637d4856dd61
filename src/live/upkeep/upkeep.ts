import { countBars, type BarRange, type EpochMs } from '../../core/bars/bars';
import { findLabel } from '../../core/labels/find-label';
import type { ModelInfo } from '../../core/library';
import { minKeptBars, type BarSeries } from '../market/bar-series';
import type { Prediction, Predictions } from '../paper/predictions';
import type { LiveClock, LiveModel } from '../ports';
import type { LiveOutcome } from '../session';
import { judgeUpkeep, type ModelUpkeep, type UpkeepStandard } from './drift';
import type { LoadedModels } from './loaded-models';

/** A model and a symbol that it predicts. */
interface UpkeepPair {
  readonly modelId: string;
  readonly symbol: string;
}

interface UpkeepOptions {
  readonly clock: Pick<LiveClock, 'now' | 'monotonicMs'>;
  readonly models: Pick<LoadedModels, 'find' | 'load'>;
  readonly predictions: Pick<Predictions, 'predict' | 'find'>;
  readonly findSeries: (symbol: string) => BarSeries;
  /** Each model with each symbol for which it gives the signal or trades an account that is shown here. */
  readonly listPairs: () => readonly UpkeepPair[];
  readonly onWarning: (text: string) => void;
  /** Called when there is something new to judge. */
  readonly onReady: () => void;
}

/** Judges every model that gives a signal or trades, by its live bars; also those that join later. */
export interface Upkeep {
  take(closed: Extract<LiveOutcome, { kind: 'closed' }>): void;
  /** Adds new pairs and drops those that are no longer listed. */
  follow(): void;
  /** Judges each pair whose standard is loaded; undefined while nothing has changed. */
  judge(): readonly ModelUpkeep[] | undefined;
}

/** Time after which a failed load is tried again. */
const retryEveryMs = 60_000;
/** A judgement uses thousands of bars, so that one more changes little. */
const judgeEveryMs = 60_000;
/** Max past bars that a model which joins late predicts at once; takes some tenths of a second. */
const maxLateBars = 1000;

/** A pair that is watched. */
interface Watched extends UpkeepPair {
  /** Whether it predicts bars as they close; otherwise only once its standard is loaded. */
  isPredicting: boolean;
  /** Undefined until both are loaded. */
  loaded: { readonly model: LiveModel; readonly standard: UpkeepStandard } | undefined;
}

/** Returns the upkeep of a session; it loads the standards in the background. */
export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { clock, models, predictions, findSeries, listPairs, onWarning, onReady } = options;
  const watched = new Map<string, Watched>();
  /** When to try a pair again that could not be loaded, by the monotonic clock. */
  const retryAt = new Map<string, number>();
  /** Warnings so far; each is reported once. */
  const warned = new Set<string>();
  let judgedAt = -Infinity;
  let hasNewBars = false;
  let isUrgent = false;

  const loadStandard = async (
    model: LiveModel,
    symbol: string,
  ): Promise<UpkeepStandard | undefined> => {
    try {
      return await model.loadStandard(symbol);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      const text = `${model.info.name} cannot be compared with its own bars: ${reason}`;
      if (!warned.has(text)) onWarning(text);
      warned.add(text);
      return undefined;
    }
  };
  const giveUp = (key: string): void => {
    // A pair that is no longer wanted is not tried again.
    if (watched.delete(key)) retryAt.set(key, clock.monotonicMs() + retryEveryMs);
  };
  const predictLate = ({ symbol, modelId }: UpkeepPair, liveFrom: EpochMs): void => {
    const series = findSeries(symbol);
    const first = Math.max(series.findFrom(liveFrom), series.count() - maxLateBars);
    for (let i = first; i < series.count(); i++) predictions.predict(symbol, modelId, series.at(i));
  };
  const start = async (key: string, pair: Watched): Promise<void> => {
    const known = models.find(pair.modelId);
    pair.isPredicting = known !== undefined && findSeries(pair.symbol).count() === 0;
    const model = known ?? (await models.load(pair.modelId));
    const standard = model && (await loadStandard(model, pair.symbol));
    if (watched.get(key) !== pair) return;
    if (model === undefined || standard === undefined) return giveUp(key);
    if (!pair.isPredicting) predictLate(pair, standard.liveFrom);
    pair.isPredicting = true;
    pair.loaded = { model, standard };
    isUrgent = true;
    onReady();
  };
  const follow = (): void => {
    const wanted = new Map(listPairs().map((pair) => [keyPair(pair), pair]));
    for (const known of [watched, retryAt]) {
      for (const key of [...known.keys()]) if (!wanted.has(key)) known.delete(key);
    }
    for (const [key, { modelId, symbol }] of wanted) {
      if (watched.has(key) || clock.monotonicMs() < (retryAt.get(key) ?? -Infinity)) continue;
      retryAt.delete(key);
      const pair: Watched = { modelId, symbol, isPredicting: false, loaded: undefined };
      watched.set(key, pair);
      void start(key, pair);
    }
  };
  const judgePair = ({ symbol, loaded }: Watched): ModelUpkeep | undefined => {
    if (loaded === undefined) return undefined;
    const { info } = loaded.model;
    const { reference, ownBars, liveFrom } = loaded.standard;
    const find = (openTime: EpochMs) => predictions.find(symbol, info.id, openTime);
    const sample = gatherSample(findSeries(symbol), liveFrom, info, find);
    return {
      modelId: info.id,
      symbol,
      trainedAt: info.trainedAt,
      ownBars,
      ageMs: clock.now() - (ownBars?.fittedTo ?? info.trainedAt),
      ...judgeUpkeep(info.features, sample, reference),
    };
  };
  follow();

  return {
    take({ symbol, bar }) {
      // This also covers models that do not trade here, such as those of another tab's accounts.
      for (const pair of watched.values()) {
        if (pair.isPredicting && pair.symbol === symbol)
          predictions.predict(symbol, pair.modelId, bar);
      }
      hasNewBars = true;
    },
    follow,
    judge() {
      const at = clock.monotonicMs();
      if (!isUrgent && !(hasNewBars && at - judgedAt >= judgeEveryMs)) return undefined;
      const judged = [...watched.values()].flatMap((pair) => judgePair(pair) ?? []);
      judgedAt = at;
      hasNewBars = isUrgent = false;
      return judged.length === 0 ? undefined : judged;
    },
  };
}

function keyPair({ modelId, symbol }: UpkeepPair): string {
  return `${symbol} ${modelId}`;
}

/** Returns the newest bars from `liveFrom` on that the model predicted, with labels, probabilities and features. */
function gatherSample(
  series: BarSeries,
  liveFrom: EpochMs,
  { features, horizonBars, label }: Pick<ModelInfo, 'features' | 'horizonBars' | 'label'>,
  find: (openTime: EpochMs) => Prediction | undefined,
) {
  const end = series.count();
  const start = Math.max(series.findFrom(liveFrom), end - minKeptBars);
  const range: BarRange = { start: Math.min(start, end), end };
  const bars = series.copy(range);
  const labels = findLabel(label).compute(bars, horizonBars);
  const predicted: Prediction[] = [];
  const kept: number[] = [];
  for (let i = 0; i < countBars(bars); i++) {
    const answer = find(bars.openTime[i]);
    if (answer === undefined) continue;
    kept.push(i);
    predicted.push(answer);
  }
  return {
    labels: Uint8Array.from(kept, (i) => labels[i]),
    openTime: kept.map((i) => bars.openTime[i]),
    probability: Float64Array.from(predicted, ({ probability }) => probability),
    features: features.map((_, column) =>
      Float64Array.from(predicted, (answer) => answer.features[column] ?? NaN),
    ),
  };
}
