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
