import type { Bar } from '../../src/core/bars/bar';
import type { BarSeries } from '../../src/core/live/bar-series';
import type { ModelUpkeep } from '../../src/core/live/model-upkeep';
import type { PaperOutcome } from '../../src/core/live/paper-session';
import type { ModelShelf } from './model-shelf';
import type { LiveClock, LiveModel } from './ports';
import { createUpkeepTrack, type UpkeepTrack } from './upkeep-track';

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
