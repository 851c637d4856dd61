import { barColumns, type Bar } from '../../src/core/bars/bar';
import type { Bars, EpochMs } from '../../src/core/bars/bars';
import { labelDirection } from '../../src/core/labels/direction';
import type { ModelInfo } from '../../src/core/library';
import {
  judgeUpkeep,
  type ModelUpkeep,
  type OwnBars,
  type UpkeepReference,
} from '../../src/core/live/model-upkeep';

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
  const seen: Observation[] = [];
  const select = (from: EpochMs) => {
    const kept = seen.slice(-mostUpkeepBars).filter(({ bar }) => bar.openTime >= from);
    const bars = toBars(
      kept.map(({ bar }) => bar),
      intervalMs,
    );
    return { kept, labels: labelDirection(bars, horizonBars) };
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
