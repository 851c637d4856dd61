/** Scores of the bars labelled 1 and of those labelled 0, each sorted upwards. */
export interface ScoreSplit {
  readonly positives: Float64Array;
  readonly negatives: Float64Array;
}

/**
 * Returns the sorted scores of each label; bars with another label than 0 or 1, or with a NaN
 * score, are left out.
 *
 * Throws if the two differ in length.
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
