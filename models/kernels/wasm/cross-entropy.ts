import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { makeTensor, viewTensor } from './heap';

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
