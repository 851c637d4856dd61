/** What one worker found on its part of a minibatch. */
export interface GradientShare {
  /** Gradient of the part's mean loss, `[parameter]`. */
  readonly gradient: Float32Array;
  /** Mean loss of the part's labels, in nats. */
  readonly loss: number;
  /** Labels that counted. */
  readonly labels: number;
}

/**
 * Returns gradient and loss of a whole minibatch from those of its parts, weighted by their labels.
 * Summed in the order given, so the same parts give the same bits; the sum takes the place of the
 * first part's gradient, since a new array for each step would cost more than the sum. Throws
 * `RangeError` for no parts.
 */
export function averageGradients(shares: readonly GradientShare[]): GradientShare {
  if (shares.length === 0) throw new RangeError('gradients: need at least 1 share, were given 0');
  const [first, ...others] = shares;
  const labels = shares.reduce((sum, share) => sum + share.labels, 0);
  const { gradient } = first;
  let weightBefore = first.labels / labels;
  let loss = weightBefore * first.loss;
  for (const share of others) {
    const weight = share.labels / labels;
    const values = share.gradient;
    for (let at = 0; at < gradient.length; at++) {
      gradient[at] = weightBefore * gradient[at] + weight * values[at];
    }
    loss += weight * share.loss;
    weightBefore = 1; // what was summed is weighted already
  }
  return { gradient, loss, labels };
}
