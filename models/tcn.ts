import { concat, reshape, slice, tensor } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor2D, Tensor3D } from '@tensorflow/tfjs-core';
import { listParameters } from '../src/core/model/parameters';
import type { TcnParameter } from '../src/core/model/parameters';
import type { TcnSpec } from '../src/core/model/spec';
import type { Random } from '../src/core/random';
import { causalConvolution } from './causal-convolution';
import type { ConvolutionOptions } from './causal-convolution';
import { kernelNames } from './kernels/kernel-contract';
import { hasKernel, runKernel } from './kernels/run-kernel';
import { dropChannelAxis, joinSkip } from './residual-ops';

/** The trained arrays of one network, on the active backend; whoever made it disposes it. */
export interface TcnWeights {
  readonly spec: TcnSpec;
  readonly parameters: readonly TcnParameter[];
  /** One for each of `parameters`, in its shape. */
  readonly tensors: readonly Tensor[];
}

/**
 * Returns a new network for `inputs` features: filters and biases uniform within
 * `+-1 / sqrt(in x kernel)`, PyTorch's default for a convolution (Kaiming uniform, a = sqrt(5)).
 */
export function createTcn(spec: TcnSpec, inputs: number, random: Random): TcnWeights {
  const parameters = listParameters(spec, inputs);
  let bound = 0;
  const tensors = parameters.map(({ shape, size }) => {
    if (shape.length === 3) bound = 1 / Math.sqrt(shape[0] * shape[1]); // its bias comes next
    const values = Float32Array.from({ length: size }, () => (2 * random.uniform() - 1) * bound);
    return tensor(values, [...shape]);
  });
  return { spec, parameters, tensors };
}

/**
 * Returns one logit for every full window: `[batch, time - receptiveField + 1]` of `x`
 * `[batch, time, feature]`. Causal: logit t is the one of bar `t + receptiveField - 1` and uses
 * no later bar. `dropoutMasks` (two a block) are given in training only. Source: Bai, Kolter and
 * Koltun, "An empirical evaluation of generic convolutional and recurrent networks", 2018.
 */
export function tcnLogits(
  weights: TcnWeights,
  x: Tensor3D,
  dropoutMasks: readonly Tensor3D[] = [],
): Tensor2D {
  const { spec, parameters, tensors } = weights;
  const byName = new Map(parameters.map(({ name }, at) => [name, tensors[at]]));
  const convolve = (name: string, input: Tensor3D, options: ConvolutionOptions): Tensor3D => {
    const filter = byName.get(`${name}.weight`) as Tensor3D;
    return causalConvolution(input, filter, byName.get(`${name}.bias`) as Tensor1D, options);
  };

  let h = x;
  spec.dilations.forEach((dilation, block) => {
    const name = `blocks.${block}`;
    const needsInputGradient = h !== x;
    const [scale, nextScale] = dropoutMasks.slice(2 * block);
    const first = { dilation, relu: true, needsInputGradient, scale };
    const inner = convolve(`${name}.conv1`, h, first);
    const joined = convolve(`${name}.conv2`, inner, { dilation, relu: true, scale: nextScale });
    let skip = h;
    if (byName.has(`${name}.downsample.weight`)) {
      const dropSteps = h.shape[1] - joined.shape[1];
      const options = { dilation: 1, relu: false, dropSteps, needsInputGradient };
      skip = convolve(`${name}.downsample`, h, options);
    }
    h = joinSkip(joined, skip);
  });
  return dropChannelAxis(convolve('head', h, { dilation: 1, relu: false }));
}

/** Returns all trained values, or gradients of them, as one vector in the parameters' order. */
export function joinParameters(tensors: readonly Tensor[]): Tensor1D {
  return concat(tensors.map((values) => reshape(values, [-1])));
}

/** Returns the arrays of a network whose values lie in one vector; undoes `joinParameters`. */
export function splitParameters(
  vector: Tensor1D,
  parameters: readonly TcnParameter[],
): readonly Tensor[] {
  if (hasKernel(kernelNames.split)) {
    const shapes = parameters.map(({ shape }) => shape);
    return runKernel(kernelNames.split, { vector }, { shapes });
  }
  return parameters.map(({ offset, size, shape }) =>
    reshape(slice(vector, offset, size), [...shape]),
  );
}
