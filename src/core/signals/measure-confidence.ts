import type { Thresholds } from './signal';

/**
 * Returns how clear the signal of `probability` is, 0 to 1; NaN for NaN.
 *
 * LONG and SHORT: the way from the threshold (0) to certainty (1). NEUTRAL: 0.5 in the middle
 * between the thresholds, 1 beside one of them.
 */
export function measureConfidence(probability: number, thresholds: Thresholds): number {
  const { long, short } = thresholds;
  if (probability >= long) return (probability - long) / (1 - long);
  if (probability <= short) return (short - probability) / short;
  return 1 - Math.min(long - probability, probability - short) / (long - short);
}
