import { add, div, minimum, mul, sqrt, square, sub, sum, zeros } from '@tensorflow/tfjs-core';
import type { Tensor1D } from '@tensorflow/tfjs-core';

export interface AdamWOptions {
  readonly learningRate: number;
  /** Memory of the gradient's mean. */
  readonly beta1?: number;
  /** Memory of the gradient's square. */
  readonly beta2?: number;
  readonly epsilon?: number;
}

/** What AdamW remembers between steps, one value a parameter. */
export interface AdamWState {
  /** Steps taken. */
  readonly steps: number;
  readonly mean: Tensor1D;
  readonly meanSquare: Tensor1D;
}

/** Returns the state before the first step, for `count` parameters. */
export function createAdamW(count: number): AdamWState {
  return { steps: 0, mean: zeros([count]), meanSquare: zeros([count]) };
}

/**
 * Returns the parameters and the state after one step of AdamW; all vectors are
 * `[parameter]` and `decay` is each parameter's decoupled weight decay, to be multiplied by the
 * learning rate. Nothing given is changed or disposed.
 *
 * Source: Loshchilov and Hutter, "Decoupled weight decay regularization", 2019, algorithm 2.
 */
export function stepAdamW(
  parameters: Tensor1D,
  gradient: Tensor1D,
  decay: Tensor1D,
  state: AdamWState,
  { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamWOptions,
): { parameters: Tensor1D; state: AdamWState } {
  const steps = state.steps + 1;
  const mean = add(mul(state.mean, beta1), mul(gradient, 1 - beta1)) as Tensor1D;
  const meanSquare = add(mul(state.meanSquare, beta2), mul(square(gradient), 1 - beta2));
  // Both averages start at 0; dividing by 1 - beta^steps takes that bias out.
  const rate = learningRate / (1 - beta1 ** steps);
  const deviation = add(mul(sqrt(meanSquare), 1 / Math.sqrt(1 - beta2 ** steps)), epsilon);
  const kept = sub(parameters, mul(mul(parameters, decay), learningRate));
  return {
    parameters: sub(kept, mul(div(mean, deviation), rate)) as Tensor1D,
    state: { steps, mean, meanSquare: meanSquare as Tensor1D },
  };
}

/** Returns `gradient` scaled down, where it is longer, to the L2 norm `maxNorm`. */
export function clipByGlobalNorm(gradient: Tensor1D, maxNorm: number): Tensor1D {
  const norm = sqrt(sum(square(gradient)));
  return mul(gradient, minimum(div(maxNorm, add(norm, 1e-6)), 1));
}
