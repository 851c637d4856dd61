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
