import {
  customGrad,
  type GradSaveFunc,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import { convolveGeneric, differentiateGeneric } from './generic-convolution';
import { type ConvolutionAttributes, kernelNames } from '../kernels/kernel-contract';
import { hasKernel, runKernel } from '../kernels/run-kernel';

export interface ConvolutionOptions {
  /** Bars between two taps. */
  readonly dilation: number;
  /** Whether negative outputs become 0. */
  readonly relu: boolean;
  /** Leading time steps of `x` that are left out; 0 by default. */
  readonly dropSteps?: number;
  /** Factors `[batch, 1, out]` of the outputs, after the ReLU: not negative, not trained. */
  readonly scale?: Tensor3D;
  /** False if `x` is data: its gradient is then not computed. */
  readonly needsInputGradient?: boolean;
}

/**
 * Returns the valid dilated convolution of `x` `[batch, time, in]` with `filter`
 * `[kernel, in, out]`: `[batch, time - dropSteps - (kernel - 1) dilation, out]`.
 *
 * Causal: output t is the one of input bar `t + dropSteps + (kernel - 1) dilation` and uses no later
 * bar. Differentiable in `x`, `filter` and `bias` `[out]`. Runs on our own kernel if the
 * backend has one, otherwise on plain tfjs ops.
 */
export function causalConvolution(
  x: Tensor3D,
  filter: Tensor3D,
  bias: Tensor1D,
  options: ConvolutionOptions,
): Tensor3D {
  const { dilation, relu, dropSteps = 0, scale, needsInputGradient = true } = options;
  const attributes = { dilation, relu, dropSteps, needsInputGradient };
  const convolution = customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const save = args[args.length - 1] as GradSaveFunc;
    const value = convolve(x, filter, bias, scale, attributes);
    save([x, filter, value]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [dfilter, dbias, ...dx] = differentiate(saved, dy, scale, attributes);
      return [...dx, dfilter, dbias];
    };
    return { value, gradFunc };
  });
  return convolution(...(needsInputGradient ? [x, filter, bias] : [filter, bias])) as Tensor3D;
}

function convolve(
  x: Tensor3D,
  filter: Tensor3D,
  bias: Tensor1D,
  scale: Tensor3D | undefined,
  attributes: ConvolutionAttributes,
): Tensor3D {
  const { convolution } = kernelNames;
  if (!hasKernel(convolution)) return convolveGeneric(x, filter, bias, scale, attributes);
  const [y] = runKernel(convolution, { x, filter, bias, scale }, attributes);
  return y as Tensor3D;
}

/** The gradients of filter, bias and, if needed, x. */
function differentiate(
  saved: Tensor[],
  dy: Tensor,
  scale: Tensor3D | undefined,
  attributes: ConvolutionAttributes,
): Tensor[] {
  const [x, filter, y] = saved as Tensor3D[];
  const { convolutionGradient } = kernelNames;
  if (!hasKernel(convolutionGradient)) {
    return differentiateGeneric(x, filter, y, dy as Tensor3D, scale, attributes);
  }
  return runKernel(convolutionGradient, { x, filter, y, dy, scale }, attributes);
}
