import {
  abs,
  add,
  customGrad,
  div,
  exp,
  log,
  mul,
  neg,
  relu,
  sigmoid,
  sub,
  sum,
} from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';

/**
 * Returns the weighted mean binary cross-entropy of `labels` (0 or 1) given `logits`, all
 * `[batch, time]`; differentiable in the logits only.
 *
 * `max(z, 0) - z y + ln(1 + e^-|z|)` overflows for no z. Positions of weight 0 count nothing; at
 * least one weight must be positive.
 */
export function weightedCrossEntropy(
  logits: Tensor2D,
  labels: Tensor2D,
  weights: Tensor2D,
): Scalar {
  const loss = customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const [z, save] = args as [Tensor2D, GradSaveFunc];
    const share = div(weights, sum(weights));
    const surprise = add(sub(relu(z), mul(z, labels)), log(add(exp(neg(abs(z))), 1)));
    const value = sum(mul(surprise, share));
    save([mul(sub(sigmoid(z), labels), share)]);
    return { value, gradFunc: (dy: Tensor, [slope]: Tensor[]) => mul(dy, slope) };
  });
  return loss(logits) as Scalar;
}
