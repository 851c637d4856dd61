import { computeDeviation, computeMean, type Numbers, z95 } from './statistics';

/** Returns the share of bars whose label `p >= 0.5` predicts correctly; labels are 0 or 1. */
export function computeAccuracy(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): number {
  let right = 0;
  for (let i = 0; i < labels.length; i++) {
    if (((probabilities[i] ?? NaN) >= 0.5 ? 1 : 0) === labels[i]) right++;
  }
  return right / labels.length;
}

/** Returns the share of label 1 among labels 0 and 1, others left out; NaN without any. */
export function measureRiseShare(labels: Numbers): number {
  let counted = 0;
  let rises = 0;
  for (const label of labels) {
    if (label === 1) rises++;
    if (label === 0 || label === 1) counted++;
  }
  return rises / counted;
}

/** Returns the share of the more frequent label: the accuracy of always guessing it. */
export function computeMajority(labels: Numbers): number {
  const rises = measureRiseShare(labels);
  return Math.max(rises, 1 - rises);
}

/**
 * Returns the mean squared error of the probabilities, `mean((p - y)^2)`; 0.25 for a constant 0.5.
 *
 * Brier (1950), "Verification of Forecasts Expressed in Terms of Probability".
 */
export function computeBrier(labels: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    sum += ((probabilities[i] ?? NaN) - (labels[i] ?? NaN)) ** 2;
  }
  return sum / labels.length;
}

/** Keeps the logarithm finite when a probability is 0 or 1. */
const smallest = 1e-15;

/** Returns the cross entropy `-(y ln p + (1 - y) ln(1 - p))` of one bar in nats; the label is 0 or 1. */
export function measureLogLoss(label: number, probability: number): number {
  const right = label === 1 ? probability : 1 - probability;
  return -Math.log(Math.min(1, Math.max(smallest, right)));
}

/** Returns the mean cross entropy of all bars in nats; labels are 0 or 1. */
export function computeLogLoss(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    sum += measureLogLoss(labels[i] ?? NaN, probabilities[i] ?? NaN);
  }
  return sum / labels.length;
}

/** The difference of two models' log losses over the same bars, nats per bar. */
export interface PairedDifference {
  /** First minus second: above 0 the second model is the better one. NaN for no bars. */
  readonly mean: number;
  /** 95%, widened for overlapping labels; NaN below two bars. */
  readonly ci: readonly [number, number];
}

/**
 * Returns how much higher the log loss of `first` is than that of `second`, over the same labels of 0 or 1.
 * Differences are taken bar by bar, so that bars which are hard for both cancel out and smaller differences
 * show than in two separate intervals. Neighbouring labels share `horizonBars - 1` bars, so the variance of
 * the mean is that of `bars / horizonBars` bars.
 *
 * Diebold and Mariano (1995), "Comparing Predictive Accuracy", with this correction for overlap in place of
 * estimated autocovariances.
 */
export function comparePairedLogLoss(
  labels: ArrayLike<number>,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
  horizonBars: number,
): PairedDifference {
  const differences = Float64Array.from(
    { length: labels.length },
    (_, i) =>
      measureLogLoss(labels[i] ?? NaN, first[i] ?? NaN) -
      measureLogLoss(labels[i] ?? NaN, second[i] ?? NaN),
  );
  const mean = differences.length === 0 ? NaN : computeMean(differences);
  const effectiveBars = differences.length / horizonBars;
  const deviation = differences.length < 2 ? NaN : computeDeviation(differences);
  const reach = (z95 * deviation) / Math.sqrt(effectiveBars);
  return { mean, ci: [mean - reach, mean + reach] };
}
