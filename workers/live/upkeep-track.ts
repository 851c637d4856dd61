import type { Bar } from '../../src/core/bars/bar';
import type { EpochMs } from '../../src/core/bars/bars';
import type { BarSeries } from '../../src/core/live/bar-series';
import type { ModelUpkeep } from '../../src/core/live/model-upkeep';
import { createSeriesAsker } from '../../src/core/live/series-asker';
import type { DeskResult } from '../../src/core/live/trading-desk';
import type { LiveModel } from './ports';
import { createUpkeepMonitor, type UpkeepStandard } from './upkeep-monitor';

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
