import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { getKernel, registerKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import {
  type AdamWAttributes,
  type ConvolutionAttributes,
  type JoinSkipAttributes,
  type KernelName,
  kernelNames,
} from '../kernel-contract';
import { measureCrossEntropy, stepAdamW } from './training';
import { convolve, differentiateConvolution } from './convolution';
import { differentiateJoin, joinSkip } from './residual';

type Run = (
  backend: WebGPUBackend,
  inputs: Readonly<Record<string, TensorInfo>>,
  attributes: unknown,
) => TensorInfo | TensorInfo[];

/**
 * Not `split`: a program has one output, so it would be as many slices. Windows of an LSTM and of attention are
 * composed of plain ops.
 */
type WebgpuKernel = Exclude<
  KernelName,
  (typeof kernelNames)['split' | 'lstm' | 'lstmGradient' | 'attention' | 'attentionGradient']
>;

const kernels: Readonly<Record<WebgpuKernel, Run>> = {
  [kernelNames.convolution]: (backend, inputs, attributes) =>
    convolve(backend, inputs, attributes as ConvolutionAttributes),
  [kernelNames.convolutionGradient]: (backend, inputs, attributes) =>
    differentiateConvolution(backend, inputs, attributes as ConvolutionAttributes),
  [kernelNames.joinSkip]: (backend, inputs) => joinSkip(backend, inputs),
  [kernelNames.joinSkipGradient]: (backend, inputs, attributes) =>
    differentiateJoin(backend, inputs, attributes as JoinSkipAttributes),
  [kernelNames.crossEntropy]: (backend, inputs) => measureCrossEntropy(backend, inputs),
  [kernelNames.adamW]: (backend, inputs, attributes) =>
    stepAdamW(backend, inputs, attributes as AdamWAttributes),
};

/** Registers the kernels with tfjs for its WebGPU backend. */
export function installWebgpuKernels(): void {
  // The types say otherwise, but an unknown kernel is undefined.
  if ((getKernel(kernelNames.convolution, 'webgpu') as unknown) !== undefined) return;
  for (const [kernelName, run] of Object.entries(kernels)) {
    registerKernel({
      kernelName,
      backendName: 'webgpu',
      kernelFunc: ({ inputs, backend, attrs }) =>
        run(backend as WebGPUBackend, inputs as Readonly<Record<string, TensorInfo>>, attrs),
    });
  }
}
