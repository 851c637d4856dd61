import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { outputLength } from '../../ops/reference-convolution';
import type { ConvolutionAttributes } from '../kernel-contract';
import { runConvolve } from './convolve-program';
import { runFilterGradient } from './filter-gradient-program';

type Inputs = Readonly<Record<string, TensorInfo>>;

/** Returns `[batch, length, outputs]`; see `causalConvolution`. */
export function convolve(
  backend: WebGPUBackend,
  { x, filter, bias, scale }: Inputs,
  { dilation, relu, dropSteps }: ConvolutionAttributes,
): TensorInfo {
  const [batch, time] = x.shape;
  const [kernel, , outputs] = filter.shape;
  const length = outputLength({ time: time - dropSteps, kernel, dilation });
  const outputShape = [batch, length, outputs];
  const padding = -dropSteps;
  return runConvolve(backend, { x, filter, bias, scale, outputShape, dilation, padding, relu });
}

/** Returns the gradients of filter, bias and, if asked for, x, given that of y. */
export function differentiateConvolution(
  backend: WebGPUBackend,
  { x, filter, y, dy, scale }: Inputs,
  { dilation, relu, dropSteps, needsInputGradient }: ConvolutionAttributes,
): TensorInfo[] {
  const output = relu ? y : undefined;
  const shared = { filter, y: output, scale, dilation };
  const trained = runFilterGradient(backend, { ...shared, x, dy, dropSteps });
  if (!needsInputGradient) return trained;
  const padding = (filter.shape[0] - 1) * dilation + dropSteps;
  const turned = { ...shared, x: dy, outputShape: x.shape, padding, relu: false };
  return [...trained, runConvolve(backend, turned)];
}
