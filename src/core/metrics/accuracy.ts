import type { Numbers } from './numbers';

/** Returns the share of bars where `p >= 0.5` says the label; labels are 0 or 1. */
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

/** Returns the share of the more frequent label: what always guessing it reaches. */
export function computeMajority(labels: Numbers): number {
  let ones = 0;
  for (const label of labels) if (label === 1) ones++;
  return Math.max(ones, labels.length - ones) / labels.length;
}
