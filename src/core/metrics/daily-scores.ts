import { computeAucWithDeLong, splitScores } from './auc';
import { type BootstrapOptions, estimateByDays, resampleDays, sumDrawn } from './bootstrap';
import { measureLogLoss } from './probability-scores';
import { dayMs } from './risk';
import type { Estimate, Numbers } from './statistics';

/** An AUC with its 95% interval by days. */
export interface DailyAuc extends Estimate {
  /** UTC days that have a label and a probability. */
  readonly days: number;
  /** So many independent labels would give the AUC the same variance; NaN where the interval is. */
  readonly effectiveLabels: number;
}

/**
 * Returns the AUC of all bars, with an interval that allows for whatever lies within a day: overlapping labels, slow scores,
 * volatility. Each bar's placement (for a rise the share of all falls that score below it, for a fall that of all rises above
 * it) is averaged by UTC day, and days are drawn by the stationary bootstrap (`estimateByDays`). Bars with a label other
 * than 0 or 1 or a NaN probability are skipped; `openTimes` ascend. The interval is NaN below five days.
 *
 * Placements: DeLong, DeLong and Clarke-Pearson (1988); over clusters of observations: Obuchowski (1997).
 */
export function estimateDailyAuc(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  openTimes: ArrayLike<number>,
  options?: BootstrapOptions,
): DailyAuc {
  const bars = selectBars(labels, [probabilities], openTimes);
  const [scores] = bars.scores;
  const { auc, variance } = computeAucWithDeLong(bars.labels, scores);
  const resamples = resampleDays(bars.days, options);
  const draw = placeByDay(bars, scores);
  const { ci } = estimateByDays(resamples, draw);
  const error = (ci[1] - auc) / (resamples.reach * Math.sqrt(resamples.shrinkage));
  const effectiveLabels = Math.min(
    bars.labels.length,
    (bars.labels.length * variance) / error ** 2,
  );
  return {
    value: auc,
    ci: [Math.max(0, ci[0]), Math.min(1, ci[1])],
    days: bars.days,
    effectiveLabels,
  };
}

/**
 * Returns how much higher the AUC of `first` is than that of `second`, on the bars that both have a probability of. Both
 * are computed from the same days in each run, so that what is hard for both cancels out.
 */
export function compareDailyAuc(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  openTimes: ArrayLike<number>,
  options?: BootstrapOptions,
): Estimate {
  return prepareComparison(labels, [first, second], openTimes, options).compare(0, 1);
}

/** The differences between several AUCs of the same bars. */
interface DailyAucDifferences {
  /** UTC days that have a bar with a label and every score. */
  readonly days: number;
  readonly bars: number;
  /** `[first, second]`: how much higher the AUC of `first` is than that of `second`, with its interval by days. */
  readonly differences: readonly (readonly Estimate[])[];
}

/** Returns what `compareDailyAuc` does for each two of several scores, on the bars that have all of them. */
export function compareAllDailyAuc(
  labels: ArrayLike<number>,
  scores: readonly ArrayLike<number>[],
  openTimes: ArrayLike<number>,
  options?: BootstrapOptions,
): DailyAucDifferences {
  const { bars, compare } = prepareComparison(labels, scores, openTimes, options);
  const differences = scores.map((_, first) => scores.map((__, second) => compare(first, second)));
  return { days: bars.days, bars: bars.labels.length, differences };
}

/** Returns the bars that have all scores, and what compares two of these by their place. */
function prepareComparison(
  labels: ArrayLike<number>,
  scores: readonly ArrayLike<number>[],
  openTimes: ArrayLike<number>,
  options: BootstrapOptions | undefined,
) {
  const bars = selectBars(labels, scores, openTimes);
  const resamples = resampleDays(bars.days, options);
  const draws = bars.scores.map((score) => placeByDay(bars, score));
  const compare = (first: number, second: number): Estimate =>
    estimateByDays(resamples, (counts) => draws[first](counts) - draws[second](counts));
  return { bars, compare };
}

/**
 * Returns `1 - log loss / log loss of a constant guess`: above 0 the probabilities say more than `constantGuess`, the share
 * of rises in the training bars; below 0 they are worse than no model. Days are drawn as in `estimateDailyAuc`.
 */
export function estimateDailyLogLossSkill(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  openTimes: ArrayLike<number>,
  constantGuess: number,
  options?: BootstrapOptions,
): Estimate {
  const bars = selectBars(labels, [probabilities], openTimes);
  const [scores] = bars.scores;
  const ofModel = new Float64Array(bars.days);
  const ofGuess = new Float64Array(bars.days);
  bars.labels.forEach((label, i) => {
    ofModel[bars.day[i]] += measureLogLoss(label, scores[i]);
    ofGuess[bars.day[i]] += measureLogLoss(label, constantGuess);
  });
  return estimateByDays(
    resampleDays(bars.days, options),
    (counts) => 1 - sumDrawn(ofModel, counts) / sumDrawn(ofGuess, counts),
  );
}

/** Bars that have a label and every score. */
interface ScoredBars {
  readonly labels: Uint8Array;
  readonly scores: readonly Float64Array[];
  /** Of each bar, the place of its UTC day among those that have a bar. */
  readonly day: Uint32Array;
  readonly days: number;
}

function selectBars(
  labels: ArrayLike<number>,
  scores: readonly ArrayLike<number>[],
  openTimes: ArrayLike<number>,
): ScoredBars {
  for (const { length } of [...scores, openTimes]) {
    if (length === labels.length) continue;
    throw new Error(
      `scores by day: one value a label is needed, were ${length} for ${labels.length} labels`,
    );
  }
  const kept: number[] = [];
  for (let i = 0; i < labels.length; i++) {
    const isLabelled = labels[i] === 0 || labels[i] === 1;
    if (isLabelled && scores.every((score) => !Number.isNaN(score[i]))) kept.push(i);
  }
  let days = 0;
  let last = NaN;
  const day = Uint32Array.from(kept, (i) => {
    const date = Math.floor((openTimes[i] ?? NaN) / dayMs);
    if (date !== last) days++;
    last = date;
    return days - 1;
  });
  return {
    labels: Uint8Array.from(kept, (i) => labels[i] ?? 0),
    scores: scores.map((score) => Float64Array.from(kept, (i) => score[i] ?? NaN)),
    day,
    days,
  };
}

/**
 * Returns a function that gives the AUC of drawn days: the mean placement of rises plus that of falls, less the AUC of
 * all bars, which is the mean of both placements over all bars.
 */
function placeByDay(
  { labels, day, days }: ScoredBars,
  scores: Float64Array,
): (counts: Uint16Array) => number {
  const { positives, negatives } = splitScores(labels, scores);
  /** Sum of placements and number of bars of each day; of falls, then of rises. */
  const sums = [new Float64Array(days), new Float64Array(days)];
  const bars = [new Float64Array(days), new Float64Array(days)];
  labels.forEach((label, i) => {
    const others = label === 1 ? negatives : positives;
    const below = (countBelow(others, scores[i]) + countBelow(others, scores[i], true)) / 2;
    const share = below / others.length;
    sums[label][day[i]] += label === 1 ? share : 1 - share;
    bars[label][day[i]]++;
  });
  const meanOf = (label: 0 | 1, counts: Uint16Array) =>
    sumDrawn(sums[label], counts) / sumDrawn(bars[label], counts);
  const auc = meanOf(1, new Uint16Array(days).fill(1));
  return (counts) => meanOf(1, counts) + meanOf(0, counts) - auc;
}

/** Number of values below `value`, or up to it, in an ascending array. */
function countBelow(sorted: Numbers, value: number, isUpTo = false): number {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const found = sorted[middle] ?? NaN;
    if (isUpTo ? found <= value : found < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
