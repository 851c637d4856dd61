import { type Interval, z95 } from './statistics';

/** Area under the ROC curve with its sampling variance and 95% interval, clipped to 0 to 1. */
export interface AucEstimate {
  readonly auc: number;
  readonly variance: number;
  readonly ci: readonly [number, number];
}

/**
 * Returns the probability that a bar labelled 1 scores above one labelled 0, counting a tie as half;
 * NaN unless both labels occur. Bars with a label other than 0 or 1 or a NaN score are skipped.
 *
 * Hanley and McNeil (1982), from the Mann-Whitney statistic, in O(n log n).
 */
export function computeAuc(labels: ArrayLike<number>, scores: ArrayLike<number>): number {
  const { positives, negatives } = splitScores(labels, scores);
  return measurePlacement(positives, negatives).mean;
}

/**
 * Returns the AUC as `computeAuc` does, with DeLong's variance `var(V10) / m + var(V01) / n`, which
 * treats the bars as independent and is NaN unless each label occurs twice.
 *
 * DeLong, DeLong and Clarke-Pearson (1988), in O(n log n) after Sun and Xu (2014): the placements
 * V follow from ranks instead of from all pairs.
 */
export function computeAucWithDeLong(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
): AucEstimate {
  const { positives, negatives } = splitScores(labels, scores);
  const ofPositives = measurePlacement(positives, negatives);
  const ofNegatives = measurePlacement(negatives, positives);
  const auc = ofPositives.mean;
  const variance =
    ofPositives.variance / positives.length + ofNegatives.variance / negatives.length;
  return { auc, variance, ci: spanInterval(auc, variance) };
}

/** Returns the 95% interval of a normally distributed estimate, clipped to 0 to 1. */
function spanInterval(auc: number, variance: number): readonly [number, number] {
  const reach = z95 * Math.sqrt(variance);
  return [Math.max(0, auc - reach), Math.min(1, auc + reach)];
}

/**
 * Returns the standard error of a reported AUC that allows for overlapping labels: by days, or below five days DeLong's
 * with its variance times the horizon, which is about right for scores that change slowly against it and too large for others.
 * It follows from the longer side of the interval, since the other side may be clipped at 0 or 1.
 */
export function readAucError(
  report: { readonly auc: number; readonly aucCi: Interval; readonly aucCiDelong: Interval },
  horizonBars: number,
): number {
  const { auc, aucCi, aucCiDelong } = report;
  const reachOf = ([low, high]: Interval) => Math.max(auc - low, high - auc) / z95;
  const byDays = reachOf(aucCi);
  return Number.isNaN(byDays) ? reachOf(aucCiDelong) * Math.sqrt(horizonBars) : byDays;
}

/**
 * Mean and sample variance, over `scores`, of the share of `others` below a score, ties counted as half. Both
 * inputs are sorted in ascending order, so that one pass over both finds every share.
 */
function measurePlacement(
  scores: Float64Array,
  others: Float64Array,
): { readonly mean: number; readonly variance: number } {
  let below = 0;
  let upTo = 0;
  let mean = 0;
  let squares = 0;
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? NaN;
    while (below < others.length && (others[below] ?? NaN) < score) below++;
    while (upTo < others.length && (others[upTo] ?? NaN) <= score) upTo++;
    const placement = (below + upTo) / (2 * others.length);
    const step = placement - mean;
    mean += step / (i + 1);
    squares += step * (placement - mean);
  }
  if (scores.length === 0) return { mean: NaN, variance: NaN };
  return { mean, variance: scores.length > 1 ? squares / (scores.length - 1) : NaN };
}

export interface RocPoint {
  readonly falsePositiveRate: number;
  readonly truePositiveRate: number;
}

/**
 * Returns the ROC curve from (0, 0) to (1, 1), thinned to about `points` points, evenly spaced along it;
 * empty unless both labels occur. Tied scores are one step, so that ties give a slope.
 *
 * Fawcett (2006), "An Introduction to ROC Analysis", algorithm 1.
 */
export function traceRoc(
  labels: ArrayLike<number>,
  scores: ArrayLike<number>,
  points = 200,
): readonly RocPoint[] {
  const { positives, negatives } = splitScores(labels, scores);
  if (positives.length === 0 || negatives.length === 0) return [];
  const total = positives.length + negatives.length;
  const curve: RocPoint[] = [{ falsePositiveRate: 0, truePositiveRate: 0 }];
  let positiveRest = positives.length;
  let negativeRest = negatives.length;
  let nextMark = total / points;
  while (positiveRest + negativeRest > 0) {
    const threshold = Math.max(
      positives[positiveRest - 1] ?? -Infinity,
      negatives[negativeRest - 1] ?? -Infinity,
    );
    while (positiveRest > 0 && positives[positiveRest - 1] === threshold) positiveRest--;
    while (negativeRest > 0 && negatives[negativeRest - 1] === threshold) negativeRest--;
    const passed = total - positiveRest - negativeRest;
    if (passed < nextMark && passed < total) continue;
    nextMark = ((Math.floor((passed * points) / total) + 1) * total) / points;
    curve.push({
      falsePositiveRate: 1 - negativeRest / negatives.length,
      truePositiveRate: 1 - positiveRest / positives.length,
    });
  }
  return curve;
}

/** Scores of the bars labelled 1 and of those labelled 0, each in ascending order. */
interface ScoreSplit {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/**
 * Returns the sorted scores of each label; bars with a label other than 0 or 1, or with a NaN score, are
 * left out. Throws if the two arrays differ in length.
 */
export function splitScores(labels: ArrayLike<number>, scores: ArrayLike<number>): ScoreSplit {
  if (labels.length !== scores.length) {
    throw new Error(
      `scores: one a label is needed, were ${scores.length} for ${labels.length} labels`,
    );
  }
  const positives = new Float64Array(labels.length);
  const negatives = new Float64Array(labels.length);
  let positiveCount = 0;
  let negativeCount = 0;
  for (let i = 0; i < labels.length; i++) {
    const score = scores[i] ?? NaN;
    if (Number.isNaN(score)) continue;
    if (labels[i] === 1) positives[positiveCount++] = score;
    else if (labels[i] === 0) negatives[negativeCount++] = score;
  }
  return {
    positives: positives.subarray(0, positiveCount).sort(),
    negatives: negatives.subarray(0, negativeCount).sort(),
  };
}
