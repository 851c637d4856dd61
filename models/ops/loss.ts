import {
  abs,
  add,
  customGrad,
  div,
  exp,
  type GradSaveFunc,
  log,
  mul,
  neg,
  relu,
  type Scalar,
  sigmoid,
  sub,
  sum,
  type Tensor,
  type Tensor2D,
} from '@tensorflow/tfjs-core';
import { kernelNames } from '../kernels/kernel-contract';
import { hasKernel, runKernel } from '../kernels/run-kernel';

/**
 * Returns the weighted mean binary cross-entropy of `labels` (0 or 1) given `logits`, all
 * `[batch, time]`; differentiable in the logits only.
 *
 * `max(z, 0) - z y + ln(1 + e^-|z|)` does not overflow for any z. Positions of weight 0 do not count; at
 * least one weight must be positive.
 */
export function weightedCrossEntropy(
  logits: Tensor2D,
  labels: Tensor2D,
  weights: Tensor2D,
): Scalar {
  const loss = customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const [z, save] = args as [Tensor2D, GradSaveFunc];
    const [value, slope] = measure(z, labels, weights);
    save([slope]);
    return { value, gradFunc: (dy: Tensor, [saved]: Tensor[]) => mul(dy, saved) };
  });
  return loss(logits) as Scalar;
}

/** The loss and its gradient with respect to the logits. */
function measure(logits: Tensor2D, labels: Tensor2D, weights: Tensor2D): Tensor[] {
  if (hasKernel(kernelNames.crossEntropy)) {
    return runKernel(kernelNames.crossEntropy, { logits, labels, weights });
  }
  const share = div(weights, sum(weights));
  const fade = exp(neg(abs(logits)));
  const surprise = add(sub(relu(logits), mul(logits, labels)), log(add(fade, 1)));
  return [sum(mul(surprise, share)), mul(sub(sigmoid(logits), labels), share)];
}
