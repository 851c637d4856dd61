import type { ClassificationReport } from './reports';
import { splitScores } from './score-split';

type RocPoint = ClassificationReport['roc'][number];

/**
 * Returns the ROC curve from (0, 0) to (1, 1), thinned to about `points` points evenly along its
 * way; empty unless both labels occur. Tied scores are one step, so ties draw a slope.
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
