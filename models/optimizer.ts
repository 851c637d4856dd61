import {
  add,
  div,
  minimum,
  mul,
  sqrt,
  square,
  sub,
  sum,
  type Tensor1D,
  zeros,
} from '@tensorflow/tfjs-core';
import { type AdamWAttributes, kernelNames } from './kernels/kernel-contract';
import { hasKernel, runKernel } from './kernels/run-kernel';

interface AdamWOptions {
  readonly learningRate: number;
  /** A gradient with a larger L2 norm is first scaled down to this one; 0: never. */
  readonly clipNorm?: number;
  /** Decay of the running mean of the gradient. */
  readonly beta1?: number;
  /** Decay of the running mean of the squared gradient. */
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
  { learningRate, clipNorm = 0, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }: AdamWOptions,
): { parameters: Tensor1D; state: AdamWState } {
  const steps = state.steps + 1;
  // Both averages start at 0; dividing by 1 - beta^steps takes that bias out.
  const rate = learningRate / (1 - beta1 ** steps);
  const deviationScale = 1 / Math.sqrt(1 - beta2 ** steps);
  const attributes = { clipNorm, learningRate, beta1, beta2, epsilon, rate, deviationScale };
  const { mean, meanSquare } = state;
  const inputs = { parameters, gradient, decay, mean, meanSquare };
  const next = hasKernel(kernelNames.adamW)
    ? (runKernel(kernelNames.adamW, inputs, attributes) as Tensor1D[])
    : stepGeneric(inputs, attributes);
  return { parameters: next[0], state: { steps, mean: next[1], meanSquare: next[2] } };
}

/** Returns `gradient`, scaled down to the L2 norm `maxNorm` if its norm is larger. */
export function clipByGlobalNorm(gradient: Tensor1D, maxNorm: number): Tensor1D {
  const norm = sqrt(sum(square(gradient)));
  return mul(gradient, minimum(div(maxNorm, add(norm, 1e-6)), 1));
}

/** The new parameters, mean and mean square. */
function stepGeneric(
  inputs: Readonly<Record<'parameters' | 'gradient' | 'decay' | 'mean' | 'meanSquare', Tensor1D>>,
  attributes: AdamWAttributes,
): Tensor1D[] {
  const { parameters, gradient, decay } = inputs;
  const { clipNorm, learningRate, beta1, beta2, epsilon, rate, deviationScale } = attributes;
  const clipped = clipNorm > 0 ? clipByGlobalNorm(gradient, clipNorm) : gradient;
  const mean = add(mul(inputs.mean, beta1), mul(clipped, 1 - beta1));
  const meanSquare = add(mul(inputs.meanSquare, beta2), mul(square(clipped), 1 - beta2));
  const deviation = add(mul(sqrt(meanSquare), deviationScale), epsilon);
  const kept = sub(parameters, mul(mul(parameters, decay), learningRate));
  return [sub(kept, mul(div(mean, deviation), rate)), mean, meanSquare] as Tensor1D[];
}

/** Epochs over which the rate rises to its peak; the first steps of AdamW are its noisiest. */
const warmUpEpochs = 0.5;

/** The rate at the last step, as a fraction of the peak. */
const finalFraction = 0.05;

/**
 * Returns the learning rate after `epochs` of `maxEpochs` (fractions count): a linear warm-up to
 * `peak` over the first half epoch, then half a cosine down to a twentieth of it.
 * Source of the cosine: Loshchilov and Hutter, "SGDR", 2017, without restarts.
 */
export function scheduleLearningRate(peak: number, epochs: number, maxEpochs: number): number {
  if (epochs < warmUpEpochs) return (peak * epochs) / warmUpEpochs;
  const progress = Math.min(1, (epochs - warmUpEpochs) / Math.max(maxEpochs - warmUpEpochs, 0.5));
  const cosine = (1 + Math.cos(Math.PI * progress)) / 2;
  return peak * (finalFraction + (1 - finalFraction) * cosine);
}
