import type { Bars } from '../../src/core/bars/bars';
import type { BarSeries } from '../../src/core/live/bar-series';

/** Bars of the symbol in view that a page is sent at most. */
export const mostViewBars = 10_000;

/** The probabilities beside a series of bars, as the page draws them. */
export interface ViewTrack {
  /** Adds that of the bar which the series has just got. */
  push(probability: number): void;
  /** Copies of the last bars and their probabilities. */
  copy(): { readonly bars: Bars; readonly probability: Float32Array };
}

/** Returns a track beside a series that has no bar yet. */
export function createViewTrack(series: BarSeries): ViewTrack {
  const probabilities: number[] = [];
  return {
    push(probability) {
      probabilities.push(probability);
      if (probabilities.length > 2 * mostViewBars) {
        probabilities.splice(0, probabilities.length - mostViewBars);
      }
    },
    copy() {
      const end = series.count();
      const length = Math.min(end, probabilities.length, mostViewBars);
      return {
        bars: series.copy({ start: end - length, end }),
        probability: Float32Array.from(probabilities.slice(probabilities.length - length)),
      };
    },
  };
}
