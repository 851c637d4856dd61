import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { AdamWAttributes, SplitAttributes } from '../kernel-contract';
import { addressOf, makeTensor, viewTensor } from './heap';
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

/**
 * Returns the weighted mean cross-entropy and its gradient in the logits. Plain code on the heap: a
 * minibatch has a few thousand logits, and SIMD has no exponential.
 */
export function measureCrossEntropy(
  backend: BackendWasm,
  { logits, labels, weights }: Readonly<Record<string, TensorInfo>>,
): TensorInfo[] {
  const loss = makeTensor(backend, []);
  const slope = makeTensor(backend, logits.shape);
  const [z, y, w, value, dz] = [logits, labels, weights, loss, slope].map((tensor) =>
    viewTensor(backend, tensor),
  );
  let total = 0;
  for (const weight of w) total += weight;
  let sum = 0;
  for (let at = 0; at < z.length; at++) {
    const fade = Math.exp(-Math.abs(z[at]));
    const share = w[at] / total;
    const probability = (z[at] >= 0 ? 1 : fade) / (1 + fade);
    sum += share * (Math.max(z[at], 0) - z[at] * y[at] + Math.log1p(fade));
    dz[at] = share * (probability - y[at]);
  }
  value[0] = sum;
  return [loss, slope];
}

/** Returns copies of the arrays that a vector holds; the slice op would copy all of it for each. */
export function splitVector(
  backend: BackendWasm,
  { vector }: Readonly<Record<string, TensorInfo>>,
  { shapes }: SplitAttributes,
): TensorInfo[] {
  const arrays = shapes.map((shape) => makeTensor(backend, shape));
  const values = viewTensor(backend, vector);
  let offset = 0;
  for (const array of arrays) {
    const view = viewTensor(backend, array);
    view.set(values.subarray(offset, offset + view.length));
    offset += view.length;
  }
  return arrays;
}
