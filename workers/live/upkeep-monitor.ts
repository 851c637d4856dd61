import { barColumns, type Bar } from '../../src/core/bars/bar';
import type { Bars, EpochMs } from '../../src/core/bars/bars';
import { labelDirection } from '../../src/core/labels/direction';
import type { ModelInfo } from '../../src/core/library';
import { judgeUpkeep, type ModelUpkeep } from '../../src/core/live/model-upkeep';
import type { UpkeepReference } from '../../src/core/live/model-upkeep';

/** What to compare with, once it is loaded. */
export interface UpkeepStandard {
  readonly reference: UpkeepReference;
  /** End of the last bar that the model was trained on. */
  readonly trainedTo: EpochMs;
}

/** Watches how one model does on one symbol's bars. */
export interface UpkeepMonitor {
  /** `features` are not scaled, `probability` is NaN where there is none. */
  take(bar: Bar, probability: number, features: Float64Array): void;
  /** Bars that the model was trained on are passed over. */
  judge(now: EpochMs, standard: UpkeepStandard): ModelUpkeep;
}

/** Bars that a judgement looks at: a week of minutes. */
const mostBars = 10_080;

interface Observation {
  readonly bar: Bar;
  readonly probability: number;
  readonly features: Float64Array;
}

/** Returns a monitor that has seen no bar. */
export function createUpkeepMonitor(symbol: string, info: ModelInfo): UpkeepMonitor {
  const seen: Observation[] = [];
  return {
    take(bar, probability, features) {
      seen.push({ bar, probability, features });
      if (seen.length > 2 * mostBars) seen.splice(0, seen.length - mostBars);
    },
    judge(now, { reference, trainedTo }) {
      const latest = seen.slice(-mostBars).filter(({ bar }) => bar.openTime >= trainedTo);
      const bars = toBars(
        latest.map(({ bar }) => bar),
        info.intervalMs,
      );
      const sample = {
        labels: labelDirection(bars, info.horizonBars),
        probability: Float64Array.from(latest, ({ probability }) => probability),
        features: info.features.map((_, column) =>
          Float64Array.from(latest, ({ features }) => features[column] ?? NaN),
        ),
      };
      return {
        modelId: info.id,
        symbol,
        trainedAt: info.trainedAt,
        ageMs: now - trainedTo,
        ...judgeUpkeep(info.features, sample, reference),
      };
    },
  };
}

function toBars(list: readonly Bar[], intervalMs: number): Bars {
  const columns = barColumns.map((name) => [name, Float64Array.from(list, (bar) => bar[name])]);
  return { intervalMs, ...(Object.fromEntries(columns) as Omit<Bars, 'intervalMs'>) };
}
