import { countBars, type BarRange, type EpochMs } from '../../core/bars/bars';
import { findLabel } from '../../core/labels/find-label';
import type { ModelInfo } from '../../core/library';
import { maxKeptBars, type BarSeries } from '../market/bar-series';
import type { ModelAnswer, ModelAnswers } from '../paper/model-answers';
import type { LiveClock, LiveModel } from '../ports';
import type { LiveOutcome } from '../session';
import { judgeUpkeep, type ModelUpkeep, type UpkeepStandard } from './drift';
import type { LoadedModels } from './loaded-models';

/** A model and a symbol that it speaks of. */
interface UpkeepPair {
  readonly modelId: string;
  readonly symbol: string;
}

interface UpkeepOptions {
  readonly clock: Pick<LiveClock, 'now' | 'monotonicMs'>;
  readonly models: Pick<LoadedModels, 'find' | 'load'>;
  readonly answers: Pick<ModelAnswers, 'ask' | 'find'>;
  readonly findSeries: (symbol: string) => BarSeries;
  /** Each model with each symbol on which it gives a signal or trades an account that shows here. */
  readonly listPairs: () => readonly UpkeepPair[];
  readonly onWarning: (text: string) => void;
  /** There is something new to judge. */
  readonly onReady: () => void;
}

/** Judges every model that gives a signal or trades by its live bars, also those that join later. */
export interface Upkeep {
  take(closed: Extract<LiveOutcome, { kind: 'closed' }>): void;
  /** Starts with pairs that are new, and drops those that are gone. */
  follow(): void;
  /** Of each pair whose standard is loaded; undefined while nothing has changed. */
  judge(): readonly ModelUpkeep[] | undefined;
}

/** What could not be loaded, as from a busy disk, is tried again after so long. */
const retryEveryMs = 60_000;
/** A judgement looks at thousands of bars, one more of which changes little. */
const judgeEveryMs = 60_000;
/** Bars that a model which joins late is asked about at once: some tenths of a second. */
const maxLateBars = 1000;

/** A pair that is watched. */
interface Watched extends UpkeepPair {
  /** Whether it is asked as bars close; otherwise once its standard is loaded. */
  isAsked: boolean;
  /** Undefined until both are loaded. */
  loaded: { readonly model: LiveModel; readonly standard: UpkeepStandard } | undefined;
}

/** Returns the upkeep of a session, which loads what it compares with in the background. */
export function createUpkeep(options: UpkeepOptions): Upkeep {
  const { clock, models, answers, findSeries, listPairs, onWarning, onReady } = options;
  const watched = new Map<string, Watched>();
  /** By pair that could not be taken up: when to try again, by the monotonic clock. */
  const retryAt = new Map<string, number>();
  /** Each is reported once, however often it is tried. */
  const warned = new Set<string>();
  let judgedAt = -Infinity;
  let hasNews = false;
  let isUrgent = false;

  const loadStandard = async (model: LiveModel): Promise<UpkeepStandard | undefined> => {
    try {
      return await model.loadStandard();
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
  const askLate = ({ symbol, modelId }: UpkeepPair, liveFrom: EpochMs): void => {
    const series = findSeries(symbol);
    const first = Math.max(series.findFrom(liveFrom), series.count() - maxLateBars);
    for (let i = first; i < series.count(); i++) answers.ask(symbol, modelId, series.at(i));
  };
  const takeUp = async (key: string, pair: Watched): Promise<void> => {
    const known = models.find(pair.modelId);
    pair.isAsked = known !== undefined && findSeries(pair.symbol).count() === 0;
    const model = known ?? (await models.load(pair.modelId));
    const standard = model && (await loadStandard(model));
    if (watched.get(key) !== pair) return;
    if (model === undefined || standard === undefined) return giveUp(key);
    if (!pair.isAsked) askLate(pair, standard.liveFrom);
    pair.isAsked = true;
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
      const pair: Watched = { modelId, symbol, isAsked: false, loaded: undefined };
      watched.set(key, pair);
      void takeUp(key, pair);
    }
  };
  const judgePair = ({ symbol, loaded }: Watched): ModelUpkeep | undefined => {
    if (loaded === undefined) return undefined;
    const { info } = loaded.model;
    const { reference, ownBars, liveFrom } = loaded.standard;
    const find = (openTime: EpochMs) => answers.find(symbol, info.id, openTime);
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
      // A model that does not trade here (another tab's account) is asked here.
      for (const pair of watched.values()) {
        if (pair.isAsked && pair.symbol === symbol) answers.ask(symbol, pair.modelId, bar);
      }
      hasNews = true;
    },
    follow,
    judge() {
      const at = clock.monotonicMs();
      if (!isUrgent && !(hasNews && at - judgedAt >= judgeEveryMs)) return undefined;
      const judged = [...watched.values()].flatMap((pair) => judgePair(pair) ?? []);
      judgedAt = at;
      hasNews = isUrgent = false;
      return judged.length === 0 ? undefined : judged;
    },
  };
}

function keyPair({ modelId, symbol }: UpkeepPair): string {
  return `${symbol} ${modelId}`;
}

/** The newest bars from `liveFrom` on that the model was asked about, with their labels and its answers. */
function gatherSample(
  series: BarSeries,
  liveFrom: EpochMs,
  { features, horizonBars, label }: Pick<ModelInfo, 'features' | 'horizonBars' | 'label'>,
  find: (openTime: EpochMs) => ModelAnswer | undefined,
) {
  const end = series.count();
  const start = Math.max(series.findFrom(liveFrom), end - maxKeptBars);
  const range: BarRange = { start: Math.min(start, end), end };
  const bars = series.copy(range);
  const labels = findLabel(label).compute(bars, horizonBars);
  const said: ModelAnswer[] = [];
  const kept: number[] = [];
  for (let i = 0; i < countBars(bars); i++) {
    const answer = find(bars.openTime[i]);
    if (answer === undefined) continue;
    kept.push(i);
    said.push(answer);
  }
  return {
    labels: Uint8Array.from(kept, (i) => labels[i]),
    probability: Float64Array.from(said, ({ probability }) => probability),
    features: features.map((_, column) =>
      Float64Array.from(said, (answer) => answer.features[column] ?? NaN),
    ),
  };
}
