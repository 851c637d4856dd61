import {
  add,
  conv2d,
  customGrad,
  matMul,
  mul,
  ones,
  relu as rectify,
  reshape,
  reverse,
  step,
  transpose,
} from '@tensorflow/tfjs-core';
import type { GradSaveFunc, Tensor, Tensor1D, Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';

export interface ConvolutionOptions {
  /** Bars between two taps. */
  readonly dilation: number;
  /** Whether negative outputs become 0. */
  readonly relu: boolean;
  /** False where `x` is data: its gradient is then neither computed nor to be had. */
  readonly needsInputGradient?: boolean;
}

/**
 * Returns the valid dilated convolution of `x` `[batch, time, in]` with `filter`
 * `[kernel, in, out]`: `[batch, time - (kernel - 1) dilation, out]`.
 *
 * Causal: output t is the one of input bar `t + (kernel - 1) dilation` and uses no later bar.
 * Differentiable in `x`, `filter` and `bias` `[out]`. All three gradients are plain convolutions
 * or sums, since no backend differentiates a dilated convolution itself.
 */
export function causalConvolution(
  x: Tensor3D,
  filter: Tensor3D,
  bias: Tensor1D,
  options: ConvolutionOptions,
): Tensor3D {
  const { dilation, relu, needsInputGradient = true } = options;
  const convolution = customGrad((...args: (Tensor | GradSaveFunc)[]) => {
    const save = args[args.length - 1] as GradSaveFunc;
    const sum = add(convolve(x, filter, dilation, 0), bias);
    const value = relu ? rectify(sum) : sum;
    save([x, filter, value]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [input, taps, output] = saved as Tensor3D[];
      const slope = (relu ? mul(dy, step(output)) : dy) as Tensor3D;
      const trained = [differentiateFilter(input, slope, taps.shape[0], dilation), sumSteps(slope)];
      return needsInputGradient ? [differentiateInput(slope, taps, dilation), ...trained] : trained;
    };
    return { value, gradFunc };
  });
  return convolution(...(needsInputGradient ? [x, filter, bias] : [filter, bias])) as Tensor3D;
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

/** `dx`: the convolution of `dy`, padded on both sides, with the filter turned around. */
function differentiateInput(dy: Tensor3D, filter: Tensor3D, dilation: number): Tensor3D {
  const turned = transpose(reverse(filter, 0), [0, 2, 1]); // [kernel, out, in]
  return convolve(dy, turned, dilation, (filter.shape[0] - 1) * dilation);
}

/**
 * `dfilter[k, i, o] = sum over b, t of x[b, t + k dilation, i] dy[b, t, o]`: again a convolution,
 * of x with dy as its filter. The features play the batch and the batch plays the channels; its
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
