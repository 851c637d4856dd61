import {
  concat,
  reshape,
  slice,
  tensor,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tensor3d,
} from '@tensorflow/tfjs-core';
import { listParameters, type TcnParameter, type TcnSpec } from '../../src/core/models/tcn';
import { createRandom, type Random } from '../../src/core/random';
import { causalConvolution, type ConvolutionOptions } from '../ops/causal-convolution';
import { kernelNames } from '../kernels/kernel-contract';
import { hasKernel, runKernel } from '../kernels/run-kernel';
import { dropChannelAxis, joinSkip } from '../ops/residual-ops';

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

/**
 * Returns the masks of one training step, two for each block, each `[batch, 1, width]`: 0 with
 * the probability `spec.dropout`, else `1 / (1 - dropout)`.
 *
 * Spatial dropout silences a channel of a sample at all its time steps (Bai, Kolter and Koltun,
 * 2018). A sample's draws follow from its own seed, so that they are the same on every backend and
 * whichever samples lie beside it. Returns no masks where dropout is 0.
 */
export function drawDropoutMasks(spec: TcnSpec, seeds: readonly number[]): readonly Tensor3D[] {
  const { dropout, width, dilations } = spec;
  if (dropout === 0) return [];
  const batch = seeds.length;
  const masks = Array.from({ length: 2 * dilations.length }, () => new Float32Array(batch * width));
  seeds.forEach((seed, sample) => {
    const random = createRandom(seed);
    for (const mask of masks) {
      for (let at = sample * width; at < (sample + 1) * width; at++) {
        mask[at] = random.uniform() < dropout ? 0 : 1 / (1 - dropout);
      }
    }
  });
  return masks.map((mask) => tensor3d(mask, [batch, 1, width]));
}
