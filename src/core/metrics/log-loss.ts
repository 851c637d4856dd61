/** Keeps the logarithm finite when a probability is 0 or 1. */
const smallest = 1e-15;

/** Returns the mean cross entropy `-(y ln p + (1 - y) ln(1 - p))` in nats; labels are 0 or 1. */
export function computeLogLoss(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const probability = probabilities[i] ?? NaN;
    const right = labels[i] === 1 ? probability : 1 - probability;
    sum -= Math.log(Math.min(1, Math.max(smallest, right)));
  }
  return sum / labels.length;
}
