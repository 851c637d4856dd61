import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import {
  getKernel,
  Identity,
  type KernelFunc,
  registerKernel,
  type TensorInfo,
  unregisterKernel,
} from '@tensorflow/tfjs-core';
import {
  type AdamWAttributes,
  type AttentionAttributes,
  type ConvolutionAttributes,
  type JoinSkipAttributes,
  type KernelName,
  kernelNames,
  type LstmAttributes,
  type SplitAttributes,
} from '../kernel-contract';
import { measureCrossEntropy, splitVector, stepAdamW } from './training';
import { convolve, differentiateConvolution, differentiateJoin, joinSkip } from './convolution';
import { heapOf } from './heap';
import { type KernelFiles, type KernelModule, loadKernelModule } from './kernel-module';
import { attend, differentiateAttention, differentiateLstm, runLstm } from './windows';

type Inputs = Readonly<Record<string, TensorInfo>>;
type Run = (
  module: KernelModule,
  backend: BackendWasm,
  inputs: Inputs,
  attributes: unknown,
) => TensorInfo | TensorInfo[];

/** A backend that was started anew has a new heap, and the kernels belong to a heap. */
const modules = new WeakMap<BackendWasm, KernelModule>();

const kernels: Readonly<Record<KernelName, Run>> = {
  [kernelNames.convolution]: (module, backend, inputs, attributes) =>
    convolve(module, backend, inputs, attributes as ConvolutionAttributes),
  [kernelNames.convolutionGradient]: (module, backend, inputs, attributes) =>
    differentiateConvolution(module, backend, inputs, attributes as ConvolutionAttributes),
  [kernelNames.joinSkip]: (module, backend, inputs) => joinSkip(module, backend, inputs),
  [kernelNames.joinSkipGradient]: (module, backend, inputs, attributes) =>
    differentiateJoin(module, backend, inputs, attributes as JoinSkipAttributes),
  [kernelNames.lstm]: (module, backend, inputs, attributes) =>
    runLstm(module, backend, inputs, attributes as LstmAttributes),
  [kernelNames.lstmGradient]: (module, backend, inputs, attributes) =>
    differentiateLstm(module, backend, inputs, attributes as LstmAttributes),
  [kernelNames.attention]: (module, backend, inputs, attributes) =>
    attend(module, backend, inputs, attributes as AttentionAttributes),
  [kernelNames.attentionGradient]: (module, backend, inputs, attributes) =>
    differentiateAttention(module, backend, inputs, attributes as AttentionAttributes),
  [kernelNames.crossEntropy]: (_, backend, inputs) => measureCrossEntropy(backend, inputs),
  [kernelNames.adamW]: (module, backend, inputs, attributes) =>
    stepAdamW(module, backend, inputs, attributes as AdamWAttributes),
  [kernelNames.split]: (_, backend, inputs, attributes) =>
    splitVector(backend, inputs, attributes as SplitAttributes),
};

/** Loads the kernels onto the heap of a wasm backend and registers them with tfjs. */
export async function installWasmKernels(backend: BackendWasm, files?: KernelFiles): Promise<void> {
  modules.set(backend, await loadKernelModule(heapOf(backend), files));
  // The types say otherwise, but an unknown kernel is undefined.
  if ((getKernel(kernelNames.convolution, 'wasm') as unknown) !== undefined) return;
  shareClones();
  for (const [kernelName, run] of Object.entries(kernels)) {
    registerKernel({ kernelName, backendName: 'wasm', kernelFunc: callWith(run) });
  }
}

function callWith(run: Run): KernelFunc {
  return ({ inputs, backend, attrs }) => {
    const wasm = backend as BackendWasm;
    const module = modules.get(wasm);
    if (module === undefined) throw new Error('kernels: this wasm backend has none installed');
    return run(module, wasm, inputs as Inputs, attrs);
  };
}

/**
 * Lets clones share their values on the wasm backend, as they do on every other. tfjs clones each
 * tensor that a gradient needs; copied, they cost 5% of a training step.
 */
function shareClones(): void {
  unregisterKernel(Identity, 'wasm');
  registerKernel({
    kernelName: Identity,
    backendName: 'wasm',
    kernelFunc({ inputs, backend }) {
      const { dataId, shape, dtype } = inputs.x as TensorInfo;
      (backend as BackendWasm).incRef(dataId);
      return { dataId, shape, dtype };
    },
  });
}
