import type { Bar } from '../bars/bar';
import { countHistoryBars, createLivePredictor, type LivePredictor } from './predictor';
import type { DeskModel } from './trading-desk';

/** What one model said of the bars of one symbol. */
export interface ModelTrack {
  /** Asks the model about the next bar; `before` are the bars that come before it. */
  ask(bar: Bar, before: readonly Bar[]): number;
  /** What the model said of the last of `bars`, if it was asked, or would say of it now. */
  recall(bars: readonly Bar[]): number;
  /** Features of the last bar that was asked about, not scaled. */
  features(): Float64Array;
  /** A bar was corrected: the next answer is formed from the bars as they are now. */
  forget(): void;
}

/** Returns a track of a model that has been asked nothing. Throws where it cannot be asked bar by bar. */
export function createModelTrack(model: DeskModel, intervalMs: number): ModelTrack {
  const historyBars = countHistoryBars(model.spec);
  const warmUp = (bars: readonly Bar[]): LivePredictor => {
    const warmed = createLivePredictor(model, intervalMs);
    // A probability is a function of so many bars, so that no more need be run through.
    for (const bar of bars.slice(-historyBars)) warmed.push(bar);
    return warmed;
  };
  /** The newest: no order is given on an older one, so that nobody asks for it again. */
  let answer: { readonly bar: Bar; readonly probability: number } | undefined;
  let predictor: LivePredictor | undefined;

  return {
    ask(bar, before) {
      predictor ??= warmUp(before);
      const probability = predictor.push(bar);
      answer = { bar, probability };
      return probability;
    },
    recall(bars) {
      const last = bars.at(-1);
      if (last === undefined) return NaN;
      if (answer?.bar.openTime === last.openTime) return answer.probability;
      return warmUp(bars.slice(0, -1)).push(last);
    },
    features: () => predictor?.features() ?? new Float64Array(),
    forget: () => void (predictor = undefined),
  };
}
