import { type Bar, barColumns, type Bars, type EpochMs } from '../../core/bars/bars';
import type { BarSeries } from '../market/bar-series';
import { judgeUpkeep, type ModelUpkeep, type OwnBars, type UpkeepReference } from './drift';
import type { PaperOutcome } from '../session';
import type { ModelShelf } from './loaded-models';
import type { LiveClock, LiveModel } from '../ports';
import type { DeskModel, DeskResult, ModelAnswer } from '../paper/trading';
import { findLabel } from '../../core/labels/find-label';
import type { ModelInfo } from '../../core/library';
import {
  countHistoryBars,
  createLivePredictor,
  type LivePredictor,
} from '../../core/models/predictor';

/** A model and a symbol that it speaks of. */
export interface UpkeepPair {
  readonly modelId: string;
  readonly symbol: string;
}

export interface UpkeepDeskOptions {
  readonly clock: Pick<LiveClock, 'now' | 'monotonicMs'>;
  readonly shelf: Pick<ModelShelf, 'find' | 'load'>;
  readonly series: (symbol: string) => BarSeries;
  /** Each model with each symbol on which it gives a signal or trades an account that shows here. */
  readonly listPairs: () => readonly UpkeepPair[];
  readonly onWarning: (text: string) => void;
  /** There is something to judge that there was not before. */
  readonly onReady: () => void;
}

/** Watches every model that gives a signal or trades, also those that join later. */
export interface UpkeepDesk {
  take(closed: Extract<PaperOutcome, { kind: 'closed' }>): void;
  correct(symbol: string, bar: Bar): void;
  /** Takes up pairs that are new, and lets go of those that are no more. */
  follow(): void;
  /** Of each pair whose standard is loaded; undefined while there is nothing new to say. */
  judge(): readonly ModelUpkeep[] | undefined;
}

/** What could not be loaded, as from a busy disk, is tried again after so long. */
const retryEveryMs = 60_000;
/** A judgement looks at thousands of bars, one more of which changes little. */
const judgeEveryMs = 60_000;

/** Returns a desk that loads what it compares with in the background. */
export function createUpkeepDesk(options: UpkeepDeskOptions): UpkeepDesk {
  const { clock, shelf, series, listPairs, onWarning, onReady } = options;
  /** By pair; undefined while it is being taken up, or where it cannot be. */
  const tracks = new Map<string, UpkeepTrack | undefined>();
  /** By pair that could not be taken up: when to try again, by the monotonic clock. */
  const retryAt = new Map<string, number>();
  /** Each said once, however often it is tried. */
  const warned = new Set<string>();
  let judgedAt = -Infinity;
  let hasNews = false;
  let isUrgent = false;

  const listTracks = (): readonly UpkeepTrack[] =>
    [...tracks.values()].filter((track) => track !== undefined);
  const loadStandard = async (model: LiveModel) => {
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
    // Whoever is wanted no more is not tried again either.
    if (tracks.delete(key)) retryAt.set(key, clock.monotonicMs() + retryEveryMs);
  };
  const takeUp = async (key: string, { modelId, symbol }: UpkeepPair): Promise<void> => {
    const bars = series(symbol);
    const known = shelf.find(modelId);
    const model = known ?? (await shelf.load(modelId));
    if (model === undefined) return giveUp(key);
    if (!tracks.has(key)) return;
    const track = createUpkeepTrack(symbol, model, bars);
    const isEarly = known !== undefined && bars.count() === 0;
    if (isEarly) tracks.set(key, track);
    const standard = await loadStandard(model);
    if (standard === undefined) return giveUp(key);
    if (!tracks.has(key)) return;
    track.begin(standard, !isEarly);
    tracks.set(key, track);
    isUrgent = true;
    onReady();
  };
  const follow = (): void => {
    const wanted = new Map(listPairs().map((pair) => [keyPair(pair), pair]));
    for (const key of [...tracks.keys()]) if (!wanted.has(key)) tracks.delete(key);
    for (const key of [...retryAt.keys()]) if (!wanted.has(key)) retryAt.delete(key);
    for (const [key, pair] of wanted) {
      if (tracks.has(key) || clock.monotonicMs() < (retryAt.get(key) ?? -Infinity)) continue;
      retryAt.delete(key);
      tracks.set(key, undefined);
      void takeUp(key, pair);
    }
  };
  follow();

  return {
    take({ symbol, bar, result }) {
      for (const track of listTracks()) if (track.symbol === symbol) track.take(bar, result);
      hasNews = true;
    },
    correct(symbol, bar) {
      for (const track of listTracks()) if (track.symbol === symbol) track.correct(bar);
    },
    follow,
    judge() {
      const at = clock.monotonicMs();
      if (!isUrgent && !(hasNews && at - judgedAt >= judgeEveryMs)) return undefined;
      const judged = listTracks().flatMap((track) => track.judge(clock.now()) ?? []);
      judgedAt = at;
      hasNews = isUrgent = false;
      return judged.length === 0 ? undefined : judged;
    },
  };
}

function keyPair({ modelId, symbol }: UpkeepPair): string {
  return `${symbol} ${modelId}`;
}

/** What one model says of one symbol's bars, beside what it is measured by. */
export interface UpkeepTrack {
  readonly symbol: string;
  /** The next bar; a model that the desk did not ask, as that of another tab's account, is asked here. */
  take(bar: Bar, result: DeskResult): void;
  correct(bar: Bar): void;
  /** The standard is loaded; `isLate`: the bars of the series were not taken one by one. */
  begin(standard: UpkeepStandard, isLate: boolean): void;
  /** Undefined before `begin`. */
  judge(now: EpochMs): ModelUpkeep | undefined;
}

/** Bars that a model which joins late is asked about at once: some tenths of a second. */
const mostLateBars = 1000;

/** Returns a track that has taken no bar. Throws where the model cannot be asked bar by bar. */
export function createUpkeepTrack(
  symbol: string,
  { info, desk }: LiveModel,
  series: BarSeries,
): UpkeepTrack {
  const monitor = createUpkeepMonitor(symbol, info);
  const asker = createSeriesAsker(desk, series);
  let standard: UpkeepStandard | undefined;

  return {
    symbol,
    take(bar, { answers }) {
      const answer = answers.find(({ modelId }) => modelId === info.id) ?? asker.ask(bar);
      monitor.take(bar, answer.probability, answer.features);
    },
    correct(bar) {
      monitor.correct(bar);
      asker.forget();
    },
    begin(loaded, isLate) {
      standard = loaded;
      if (!isLate) return;
      for (let i = Math.max(0, series.count() - mostLateBars); i < series.count(); i++) {
        const bar = series.at(i);
        if (bar.openTime < loaded.liveFrom) continue;
        const { probability, features } = asker.ask(bar);
        monitor.take(bar, probability, features);
      }
    },
    judge: (now) => standard && monitor.judge(now, standard),
  };
}

/** What to compare with, once it is loaded. */
export interface UpkeepStandard {
  readonly reference: UpkeepReference;
  /** Undefined where the dataset that it was made with is not here. */
  readonly ownBars: OwnBars | undefined;
  /** End of the last bar of that dataset, its test block included: bars from here on count as live. */
  readonly liveFrom: EpochMs;
}

/** Watches how one model does on one symbol's bars. */
export interface UpkeepMonitor {
  /** Bars in their order; `features` are not scaled, `probability` is NaN where there is none. */
  take(bar: Bar, probability: number, features: Float64Array): void;
  /** A bar that was taken has turned out different; its probability stays what was said then. */
  correct(bar: Bar): void;
  /** Bars that the model was trained, validated or tested on are passed over. */
  judge(now: EpochMs, standard: UpkeepStandard): ModelUpkeep;
}

/** Bars that a judgement looks at: a week of minutes. */
export const mostUpkeepBars = 10_080;

interface Observation {
  readonly bar: Bar;
  readonly probability: number;
  readonly features: Float64Array;
}

/** Returns a monitor that has seen no bar. */
export function createUpkeepMonitor(symbol: string, info: ModelInfo): UpkeepMonitor {
  const { intervalMs, horizonBars } = info;
  const label = findLabel(info.label);
  const seen: Observation[] = [];
  const select = (from: EpochMs) => {
    const kept = seen.slice(-mostUpkeepBars).filter(({ bar }) => bar.openTime >= from);
    const bars = toBars(
      kept.map(({ bar }) => bar),
      intervalMs,
    );
    return { kept, labels: label.compute(bars, horizonBars) };
  };

  return {
    take(bar, probability, features) {
      seen.push({ bar, probability, features });
      if (seen.length > 2 * mostUpkeepBars) seen.splice(0, seen.length - mostUpkeepBars);
    },
    correct(bar) {
      let index = seen.length - 1;
      // Corrections are of the newest bars.
      while (index >= 0 && seen[index].bar.openTime > bar.openTime) index--;
      if (seen[index]?.bar.openTime === bar.openTime) seen[index] = { ...seen[index], bar };
    },
    judge(now, { reference, ownBars, liveFrom }) {
      const { kept, labels } = select(liveFrom);
      const sample = {
        labels,
        probability: Float64Array.from(kept, ({ probability }) => probability),
        features: info.features.map((_, column) =>
          Float64Array.from(kept, ({ features }) => features[column] ?? NaN),
        ),
      };
      return {
        modelId: info.id,
        symbol,
        trainedAt: info.trainedAt,
        ownBars,
        ageMs: now - (ownBars?.fittedTo ?? info.trainedAt),
        ...judgeUpkeep(info.features, sample, reference),
      };
    },
  };
}

function toBars(list: readonly Bar[], intervalMs: number): Bars {
  const columns = barColumns.map((name) => [name, Float64Array.from(list, (bar) => bar[name])]);
  return { intervalMs, ...(Object.fromEntries(columns) as Omit<Bars, 'intervalMs'>) };
}

/** Asks a model about bars that the trading desk did not ask it about. */
export interface SeriesAsker {
  /** What the model says of a bar of the series, to the last bit what the desk would have heard. */
  ask(bar: Bar): ModelAnswer;
  /** A bar was corrected: the next answer is formed from the bars as they are now. */
  forget(): void;
}

/** Returns an asker that has asked nothing. Throws where the model cannot be asked bar by bar. */
export function createSeriesAsker(model: DeskModel, series: BarSeries): SeriesAsker {
  const historyBars = countHistoryBars(model);
  let predictor: LivePredictor | undefined;
  let lastOpenTime: EpochMs = NaN;
  const warmUp = (end: number): LivePredictor => {
    const warmed = createLivePredictor(model, series.intervalMs);
    for (let i = Math.max(0, end - historyBars); i < end; i++) warmed.push(series.at(i));
    return warmed;
  };
  return {
    ask(bar) {
      const index = series.find(bar.openTime);
      const isNext = index > 0 && series.at(index - 1).openTime === lastOpenTime;
      if (predictor === undefined || !isNext) predictor = warmUp(index);
      lastOpenTime = bar.openTime;
      const probability = predictor.push(bar);
      return { modelId: model.id, probability, features: predictor.features() };
    },
    forget: () => void (predictor = undefined),
  };
}
