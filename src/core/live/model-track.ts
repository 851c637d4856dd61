import type { Bar } from '../bars/bar';
import type { EpochMs } from '../bars/bars';
import { countHistoryBars, createLivePredictor, type LivePredictor } from './predictor';
import type { DeskModel } from './trading-desk';

/** What one model said of the bars of one symbol. */
export interface ModelTrack {
  /** Asks the model about the next bar; `before` are the bars that come before it. */
  ask(bar: Bar, before: readonly Bar[]): number;
  /** What the model said, or would have said, of the last of `bars`. */
  recall(bars: readonly Bar[]): number;
  /** Features of the last bar that was asked about, not scaled. */
  features(): Float64Array;
  /** A bar was corrected: the next answer is formed from the bars as they are now. */
  forget(): void;
}

/** Probabilities that are remembered, for accounts that join late. */
const mostRemembered = 1024;

/** Returns a track of a model that has been asked nothing. Throws where it cannot be asked bar by bar. */
export function createModelTrack(model: DeskModel, intervalMs: number): ModelTrack {
  const historyBars = countHistoryBars(model.spec);
  const warmUp = (bars: readonly Bar[]): LivePredictor => {
    const warmed = createLivePredictor(model, intervalMs);
    // A probability is a function of so many bars, so that no more need be run through.
    for (const bar of bars.slice(-historyBars)) warmed.push(bar);
    return warmed;
  };
  const answers = new Map<EpochMs, number>();
  let predictor: LivePredictor | undefined;

  return {
    ask(bar, before) {
      predictor ??= warmUp(before);
      const probability = predictor.push(bar);
      answers.set(bar.openTime, probability);
      if (answers.size > mostRemembered) {
        const [oldest] = answers.keys();
        if (oldest !== undefined) answers.delete(oldest);
      }
      return probability;
    },
    recall(bars) {
      const last = bars.at(-1);
      if (last === undefined) return NaN;
      return answers.get(last.openTime) ?? warmUp(bars.slice(0, -1)).push(last);
    },
    features: () => predictor?.features() ?? new Float64Array(),
    forget: () => void (predictor = undefined),
  };
}
