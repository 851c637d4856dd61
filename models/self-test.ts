import {
  dispose,
  tensor,
  type Tensor,
  tensor1d,
  type Tensor1D,
  tensor3d,
  type Tensor3D,
  tidy,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import { createRandom } from '../src/core/random';
import { causalConvolution } from './ops/causal-convolution';
import {
  type ConvolutionSizes,
  convolveReference,
  differentiateReference,
  outputLength,
} from './ops/reference-convolution';

/** A backend whose error is larger is not used. */
export const maxSelfTestError = 1e-3;

const cases: readonly ConvolutionSizes[] = [
  { batch: 2, time: 41, inputs: 9, outputs: 32, kernel: 9, dilation: 2, relu: true },
  { batch: 3, time: 24, inputs: 32, outputs: 32, kernel: 3, dilation: 4, relu: true },
  { batch: 2, time: 10, inputs: 32, outputs: 1, kernel: 1, dilation: 1, relu: false },
];

/**
 * Returns the largest error of the causal convolution and its three gradients on the active
 * backend, over a few seeded cases, relative to the largest value of each array of the float64
 * reference. Infinity if the backend gives NaN.
 */
export async function runSelfTest(): Promise<number> {
  const errors: number[] = [];
  for (const sizes of cases) errors.push(...(await measureConvolution(sizes, 1)));
  return Math.max(...errors);
}

/**
 * Returns the relative errors of the output and of the gradients of x, filter and bias on the
 * active backend, for one convolution whose input is drawn from `seed`.
 */
export async function measureConvolution(
  sizes: ConvolutionSizes,
  seed: number,
): Promise<readonly [y: number, x: number, filter: number, bias: number]> {
  const { batch, time, inputs, outputs, kernel, dilation, relu } = sizes;
  const random = createRandom(seed);
  const draw = (count: number): Float32Array =>
    Float32Array.from({ length: count }, () => 2 * random.uniform() - 1);
  const arrays = {
    x: draw(batch * time * inputs),
    filter: draw(kernel * inputs * outputs),
    bias: draw(outputs),
  };
  const length = outputLength(sizes);
  const dy = draw(batch * length * outputs);

  const results = tidy(() => {
    const operands = [
      tensor3d(arrays.x, [batch, time, inputs]),
      tensor3d(arrays.filter, [kernel, inputs, outputs]),
      tensor1d(arrays.bias),
    ];
    const { value, grads } = valueAndGrads((...[x, filter, bias]: Tensor[]) =>
      causalConvolution(x as Tensor3D, filter as Tensor3D, bias as Tensor1D, { dilation, relu }),
    )(operands, tensor(dy, [batch, length, outputs]));
    return [value, ...grads];
  });
  const [y, dx, dfilter, dbias] = await Promise.all(results.map((result) => result.data()));
  dispose(results);

  const gradients = differentiateReference(sizes, arrays, dy);
  return [
    relativeError(y, convolveReference(sizes, arrays)),
    relativeError(dx, gradients.x),
    relativeError(dfilter, gradients.filter),
    relativeError(dbias, gradients.bias),
  ];
}

/** Returns max |actual - expected| / max |expected|, or Infinity if either contains NaN. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let scale = 0;
  for (let at = 0; at < expected.length; at++) {
    const distance = Math.abs(actual[at] - expected[at]);
    if (Number.isNaN(distance)) return Infinity;
    difference = Math.max(difference, distance);
    scale = Math.max(scale, Math.abs(expected[at]));
  }
  return scale === 0 ? difference : difference / scale;
}
