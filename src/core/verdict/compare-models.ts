import type { Bars, EpochMs } from '../bars/bars';
import { formatNumber } from '../format';
import { reportCalibration } from '../metrics/classification';
import { gatherDailyFigures, inferPerformance } from '../metrics/daily-figures';
import {
  compareAllDailyAuc,
  estimateDailyAuc,
  estimateDailyLogLossSkill,
} from '../metrics/daily-scores';
import type { Estimate } from '../metrics/statistics';
import { noLabel } from '../labels/label';
import { keepLabels, type OutOfSample, OutOfSampleError, spanBars } from '../out-of-sample';
import { createEngine, stepThrough } from '../trading/engine';
import type { TradingSettings } from '../trading/settings';

/** Models that are compared on the same bars, by the same label and the same trading settings. */
interface ComparedModels {
  readonly bars: Bars;
  /** One a bar of `bars`, 1 or 0; `noLabel` where there is none. */
  readonly labels: Uint8Array;
  readonly settings: TradingSettings;
  readonly models: readonly {
    readonly outOfSample: OutOfSample;
    /** Share of rises among the labels of its training. */
    readonly constantGuess: number;
  }[];
  readonly seed?: number;
  /** Number of resamples of each interval. */
  readonly runs?: number;
}

/** How one of several models does on the bars that all of them have not seen. */
export interface ComparedFigures {
  readonly auc: Estimate;
  /** `1 - log loss / log loss of the constant guess`. */
  readonly skill: Estimate;
  /** Expected calibration error. */
  readonly ece: number;
  /** Cost a side at which the closed trades would have gained nothing; NaN without a trade. */
  readonly breakEvenBps: Estimate;
  readonly trades: number;
  /** How much higher its AUC is than that of each model, itself included, over the same days of each resample. */
  readonly aucOver: readonly Estimate[];
}

/** Models beside each other. */
export interface ModelComparison {
  /** Bars that have a label and are out of sample for every model, and their UTC days. */
  readonly bars: number;
  readonly days: number;
  /** Open time of the first and of the last bar that all models trade. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** One a model, in the order given. */
  readonly models: readonly ComparedFigures[];
}

/**
 * Returns how several models do on the bars that none of them has seen and each has a probability for, so that all
 * figures are about the same bars. Differences of AUC are paired: both models are drawn on the same days, so that what is
 * hard for both cancels out (`compareAllDailyAuc`). Throws `OutOfSampleError` where there is no such bar.
 */
export function compareModels(compared: ComparedModels): ModelComparison {
  const { bars, settings, models, ...drawing } = compared;
  const { openTime } = bars;
  const spans = models.map(({ outOfSample }) => spanBars(outOfSample));
  const range = {
    start: Math.max(...spans.map(({ start }) => start)),
    end: Math.min(...spans.map(({ end }) => end)),
  };
  const scores = models.map(({ outOfSample }) => outOfSample.probability);
  const labels = models
    .reduce((kept, { outOfSample }) => keepLabels(kept, outOfSample.labels), compared.labels)
    .map((label, bar) => (scores.some((score) => Number.isNaN(score[bar])) ? noLabel : label));
  const paired = compareAllDailyAuc(labels, scores, openTime, drawing);
  if (paired.bars === 0) {
    throw new OutOfSampleError(
      'These models share no bar that none of them has seen. Train them on the same split.',
    );
  }
  return {
    bars: paired.bars,
    days: paired.days,
    from: openTime[range.start],
    to: openTime[range.end - 1],
    models: models.map(({ constantGuess }, at) => {
      const probability = scores[at];
      const { value, ci } = estimateDailyAuc(labels, probability, openTime, drawing);
      const account = createEngine(settings, bars.intervalMs);
      stepThrough(account, bars, probability, range);
      const { record, trades } = account;
      const daily = gatherDailyFigures(record, trades, settings.slippageBps);
      return {
        auc: { value, ci },
        skill: estimateDailyLogLossSkill(labels, probability, openTime, constantGuess, drawing),
        ece: reportCalibration(labels, probability, constantGuess).ece,
        breakEvenBps: inferPerformance(daily, drawing).breakEvenBps,
        trades: record.trades,
        aucOver: paired.differences[at],
      };
    }),
  };
}

/** Which of two models ranks better, as far as the days can tell. */
type Ranking = 'better' | 'worse' | 'alike' | 'unknown';

/** Returns what a paired difference of AUC says: `alike` where its interval holds 0, `unknown` without an interval. */
export function readDifference({ ci: [low, high] }: Estimate): Ranking {
  if (Number.isNaN(low) || Number.isNaN(high)) return 'unknown';
  if (low > 0) return 'better';
  return high < 0 ? 'worse' : 'alike';
}

/** Returns a paired difference of AUC over `days` days as a sentence about the model `name` and the one it is compared with. */
export function describeDifference(
  name: string,
  other: string,
  difference: Estimate,
  days: number,
): string {
  const { value, ci } = difference;
  const show = (figure: number) => formatNumber(figure, { digits: 4 });
  const [low, high] = value < 0 ? [-ci[1], -ci[0]] : ci;
  const found = `${show(Math.abs(value))} (${show(low)} to ${show(high)})`;
  switch (readDifference(difference)) {
    case 'better':
      return `${name} ranks better than ${other} by ${found}.`;
    case 'worse':
      return `${name} ranks worse than ${other} by ${found}.`;
    case 'alike':
      return (
        `Between ${name} and ${other} there is no difference that these ${days} days can tell: ` +
        `${show(value)} (${show(ci[0])} to ${show(ci[1])}).`
      );
    case 'unknown':
      return `${days === 1 ? 'One day is' : `${days} days are`} too few to compare ${name} with ${other}; at least five are needed.`;
  }
}
