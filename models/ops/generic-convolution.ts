import {
  add,
  conv2d,
  matMul,
  mul,
  ones,
  pad,
  relu as rectify,
  reshape,
  reverse,
  slice,
  step,
  type Tensor,
  type Tensor1D,
  type Tensor3D,
  type Tensor4D,
  transpose,
} from '@tensorflow/tfjs-core';

import type { ConvolutionAttributes } from '../kernels/kernel-contract';

/** Returns what the kernel `CausalConvolution` does, composed of plain tfjs ops. */
export function convolveGeneric(
  x: Tensor3D,
  filter: Tensor3D,
  bias: Tensor1D,
  scale: Tensor3D | undefined,
  { dilation, relu, dropSteps }: ConvolutionAttributes,
): Tensor3D {
  const sum = add(convolve(dropFirst(x, dropSteps), filter, dilation, 0), bias);
  const value = relu ? rectify(sum) : sum;
  return (scale === undefined ? value : mul(value, scale)) as Tensor3D;
}

/**
 * Returns what the kernel `CausalConvolutionGradient` does, composed of plain tfjs ops: the
 * gradients of filter, bias and, if needed, x. All are plain convolutions or sums, since no
 * backend differentiates a dilated convolution itself.
 */
export function differentiateGeneric(
  x: Tensor3D,
  filter: Tensor3D,
  y: Tensor3D,
  dy: Tensor3D,
  scale: Tensor3D | undefined,
  { dilation, relu, dropSteps, needsInputGradient }: ConvolutionAttributes,
): Tensor[] {
  const scaled = scale === undefined ? dy : mul(dy, scale);
  const slope = (relu ? mul(scaled, step(y)) : scaled) as Tensor3D;
  const [kernel] = filter.shape;
  const dfilter = differentiateFilter(dropFirst(x, dropSteps), slope, kernel, dilation);
  const trained = [dfilter, sumSteps(slope)];
  if (!needsInputGradient) return trained;
  const dx = differentiateInput(slope, filter, dilation);
  return [...trained, padFirst(dx, dropSteps)];
}

/** Returns `x` without its first `steps` time steps. */
export function dropFirst(x: Tensor3D, steps: number): Tensor3D {
  const [batch, time, channels] = x.shape;
  return steps === 0 ? x : slice(x, [0, steps, 0], [batch, time - steps, channels]);
}

/** Returns `x` with `steps` time steps of zeros before it. */
export function padFirst(x: Tensor3D, steps: number): Tensor3D {
  if (steps === 0) return x;
  return pad(x, [
    [0, 0],
    [steps, 0],
    [0, 0],
  ]);
}

/** `[batch, time + 2 padding - (kernel - 1) dilation, out]` of `x` with zeros on both sides. */
function convolve(x: Tensor3D, filter: Tensor3D, dilation: number, padding: number): Tensor3D {
  const [batch, time, inputs] = x.shape;
  const [kernel, , outputs] = filter.shape;
  const y = conv2d(
    reshape(x, [batch, 1, time, inputs]) as Tensor4D,
    reshape(filter, [1, kernel, inputs, outputs]) as Tensor4D,
    1,
    [
      [0, 0],
      [0, 0],
      [padding, padding],
      [0, 0],
    ],
    'NHWC',
    [1, dilation],
  );
  return reshape(y, [batch, time + 2 * padding - (kernel - 1) * dilation, outputs]);
}

/** `dx`: the convolution of `dy`, padded on both sides, with the reversed filter. */
function differentiateInput(dy: Tensor3D, filter: Tensor3D, dilation: number): Tensor3D {
  const turned = transpose(reverse(filter, 0), [0, 2, 1]); // [kernel, out, in]
  return convolve(dy, turned, dilation, (filter.shape[0] - 1) * dilation);
}

/**
 * `dfilter[k, i, o] = sum over b, t of x[b, t + k dilation, i] dy[b, t, o]`: again a convolution,
 * of x with dy as its filter. The features serve as the batch and the batch as the channels; its
 * outputs are `dilation` steps apart, one for each tap.
 */
function differentiateFilter(
  x: Tensor3D,
  dy: Tensor3D,
  kernel: number,
  dilation: number,
): Tensor3D {
  const [batch, time, inputs] = x.shape;
  const [, length, outputs] = dy.shape;
  const image = reshape(transpose(x, [2, 1, 0]), [inputs, 1, time, batch]) as Tensor4D;
  const taps = reshape(transpose(dy, [1, 0, 2]), [1, length, batch, outputs]) as Tensor4D;
  const filters = reshape(conv2d(image, taps, [1, dilation], 'valid'), [inputs, kernel, outputs]);
  return transpose(filters, [1, 0, 2]) as Tensor3D;
}

/** `dbias`: `dy` summed over batch and time; a matrix product is ten times as fast as `sum`. */
function sumSteps(dy: Tensor3D): Tensor1D {
  const [batch, length, outputs] = dy.shape;
  const rows = reshape(dy, [batch * length, outputs]);
  return reshape(matMul(ones([1, batch * length]), rows), [outputs]);
}
