import { type Tensor, type Tensor1D, type Tensor2D, type Tensor3D } from '@tensorflow/tfjs-core';
import { type TcnSpec } from '../../src/core/models/tcn';
import { dilationsOf } from '../../src/core/models/dilations';
import type { Random } from '../../src/core/random';
import { causalConvolution, type ConvolutionOptions } from '../ops/causal-convolution';
import { drawChannelMasks } from '../ops/dropout';
import { dropChannelAxis, joinSkip } from '../ops/residual-ops';
import type { NetworkKind, TrainedArray } from './kind';
import { listResidualArrays } from './residual-arrays';

/**
 * Temporal convolutional network. Source: Bai, Kolter and Koltun, "An empirical evaluation of generic
 * convolutional and recurrent networks", 2018.
 */
export const tcnNetwork: NetworkKind<TcnSpec> = {
  name: 'tcn',
  trainedBy: 'gradient',
  listArrays: listResidualArrays,
  initialize,
  computeLogits,
  drawMasks,
};

/**
 * Filters and biases uniform within `+-1 / sqrt(in x kernel)`, PyTorch's default for a convolution
 * (Kaiming uniform, a = sqrt(5)).
 */
function initialize(arrays: readonly TrainedArray[], random: Random): Float32Array[] {
  let bound = 0;
  return arrays.map(({ shape, isBias }) => {
    if (!isBias) bound = 1 / Math.sqrt(shape[0] * shape[1]); // its bias comes next
    const size = shape.reduce((product, length) => product * length, 1);
    return Float32Array.from({ length: size }, () => (2 * random.uniform() - 1) * bound);
  });
}

function computeLogits(
  spec: TcnSpec,
  arrays: ReadonlyMap<string, Tensor>,
  x: Tensor3D,
  masks: readonly Tensor3D[],
): Tensor2D {
  const convolve = (name: string, input: Tensor3D, options: ConvolutionOptions): Tensor3D => {
    const filter = arrays.get(`${name}.weight`) as Tensor3D;
    return causalConvolution(input, filter, arrays.get(`${name}.bias`) as Tensor1D, options);
  };

  let h = x;
  dilationsOf(spec).forEach((dilation, block) => {
    const name = `blocks.${block}`;
    const needsInputGradient = h !== x;
    const [scale, nextScale] = masks.slice(2 * block);
    const first = { dilation, relu: true, needsInputGradient, scale };
    const inner = convolve(`${name}.conv1`, h, first);
    const joined = convolve(`${name}.conv2`, inner, { dilation, relu: true, scale: nextScale });
    let skip = h;
    if (arrays.has(`${name}.downsample.weight`)) {
      const dropSteps = h.shape[1] - joined.shape[1];
      const options = { dilation: 1, relu: false, dropSteps, needsInputGradient };
      skip = convolve(`${name}.downsample`, h, options);
    }
    h = joinSkip(joined, skip);
  });
  return dropChannelAxis(convolve('head', h, { dilation: 1, relu: false }));
}

/** Two masks for each block; see `drawChannelMasks`. */
function drawMasks({ dropout, width, blocks }: TcnSpec, seeds: readonly number[]): Tensor3D[] {
  const widths = Array.from({ length: 2 * blocks }, () => width);
  return drawChannelMasks(dropout, widths, seeds);
}
