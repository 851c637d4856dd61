import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AdamWAttributes } from '../kernel-contract';
import { addressOf, makeTensor } from './heap';
import type { KernelModule } from './kernel-module';

/** Returns parameters, mean and mean square after one step of AdamW. */
export function stepAdamW(
  module: KernelModule,
  backend: BackendWasm,
  inputs: Readonly<Record<string, TensorInfo>>,
  attributes: AdamWAttributes,
): TensorInfo[] {
  const { parameters, gradient, decay, mean, meanSquare } = inputs;
  const { clipNorm, learningRate, rate, deviationScale, beta1, beta2, epsilon } = attributes;
  const [count] = parameters.shape;
  const next = Array.from({ length: 3 }, () => makeTensor(backend, [count]));
  const tensors = [parameters, gradient, decay, mean, meanSquare, ...next];
  const addresses = tensors.map((tensor) => addressOf(backend, tensor));
  const settings = [clipNorm, learningRate, rate, deviationScale, beta1, beta2, epsilon];
  module.stepAdamW(...addresses, count, ...settings);
  return next;
}
