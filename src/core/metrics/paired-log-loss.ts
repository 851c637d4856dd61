import { computeDeviation, computeMean } from './average';
import { measureLogLoss } from './log-loss';
import { z95 } from './numbers';

/** The difference of two models' log losses over the same bars, nats a bar. */
export interface PairedDifference {
  /** First minus second: above 0 the second model is the better one. NaN for no bars. */
  readonly mean: number;
  /** 95%, widened for overlapping labels; NaN below two bars. */
  readonly ci: readonly [number, number];
}

/**
 * Returns how much the log loss of `first` is above that of `second`, bar by bar over the same
 * labels of 0 or 1. What both find hard cancels out, so that it sees smaller differences than two
 * intervals side by side. Neighbouring labels share `horizonBars - 1` bars, so the variance of the
 * mean is that of `bars / horizonBars` bars.
 *
 * Diebold and Mariano (1995), "Comparing Predictive Accuracy", with the overlap instead of estimated
 * autocovariances.
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
