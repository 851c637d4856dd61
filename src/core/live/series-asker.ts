import type { Bar } from '../bars/bar';
import type { EpochMs } from '../bars/bars';
import type { BarSeries } from './bar-series';
import { countHistoryBars, createLivePredictor, type LivePredictor } from './predictor';
import type { DeskModel, ModelAnswer } from './trading-desk';

/** Asks a model about bars that the trading desk did not ask it about. */
export interface SeriesAsker {
  /** What the model says of a bar of the series, to the last bit what the desk would have heard. */
  ask(bar: Bar): ModelAnswer;
  /** A bar was corrected: the next answer is formed from the bars as they are now. */
  forget(): void;
}

/** Returns an asker that has asked nothing. Throws where the model cannot be asked bar by bar. */
export function createSeriesAsker(model: DeskModel, series: BarSeries): SeriesAsker {
  const historyBars = countHistoryBars(model.spec);
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
