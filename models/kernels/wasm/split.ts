import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { SplitAttributes } from '../kernel-contract';
import { makeTensor, viewTensor } from './heap';

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
