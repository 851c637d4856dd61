import {
  add,
  customGrad,
  mul,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
} from '@tensorflow/tfjs-core';
import type { LstmSpec } from '../../src/core/models/lstm';
import type { Random } from '../../src/core/random';
import { causalConvolution } from '../ops/causal-convolution';
import { drawChannelMasks } from '../ops/dropout';
import { runLstm } from '../ops/lstm';
import { asFilter, dropChannelAxis } from '../ops/residual-ops';
import type { NetworkKind, TrainedArray } from './kind';

/** An LSTM of one layer that reads the window of each logit from an empty state on; see `runLstm`. */
export const lstmNetwork: NetworkKind<LstmSpec> = {
  name: 'lstm',
  trainedBy: 'gradient',
  listArrays,
  initialize,
  computeLogits,
  drawMasks: ({ dropout, units }, seeds) => drawChannelMasks(dropout, [units], seeds),
};

function listArrays({ units }: LstmSpec, inputs: number): TrainedArray[] {
  return [
    { name: 'lstm.weight_ih_l0', shape: [inputs, 4 * units], isBias: false },
    { name: 'lstm.weight_hh_l0', shape: [units, 4 * units], isBias: false },
    { name: 'lstm.bias_ih_l0', shape: [4 * units], isBias: true },
    { name: 'lstm.bias_hh_l0', shape: [4 * units], isBias: true },
    { name: 'head.weight', shape: [units, 1], isBias: false },
    { name: 'head.bias', shape: [1], isBias: true },
  ];
}

/**
 * All uniform within `+-1 / sqrt(units)`, PyTorch's default; then 1 is added to what the forget gates get, so that
 * states are kept at first. Source: Jozefowicz, Zaremba and Sutskever, 2015.
 */
function initialize(arrays: readonly TrainedArray[], random: Random): Float32Array[] {
  const units = arrays[1].shape[0];
  const bound = 1 / Math.sqrt(units);
  return arrays.map(({ name, shape }) => {
    const size = shape.reduce((product, length) => product * length, 1);
    const values = Float32Array.from({ length: size }, () => (2 * random.uniform() - 1) * bound);
    if (name === 'lstm.bias_ih_l0') for (let at = units; at < 2 * units; at++) values[at] += 1;
    return values;
  });
}

function computeLogits(
  { steps }: LstmSpec,
  arrays: ReadonlyMap<string, Tensor>,
  x: Tensor3D,
  [mask]: readonly Tensor3D[],
): Tensor2D {
  const filterOf = (name: string): Tensor3D => asFilter(arrays.get(name) as Tensor2D);
  const bias = addBiases(
    arrays.get('lstm.bias_ih_l0') as Tensor1D,
    arrays.get('lstm.bias_hh_l0') as Tensor1D,
  );
  const linear = { dilation: 1, relu: false };
  const fromData = { ...linear, needsInputGradient: false };
  const projected = causalConvolution(x, filterOf('lstm.weight_ih_l0'), bias, fromData);
  const hidden = runLstm(projected, arrays.get('lstm.weight_hh_l0') as Tensor2D, steps);
  const kept = (mask as Tensor3D | undefined) === undefined ? hidden : scale(hidden, mask);
  const head = arrays.get('head.bias') as Tensor1D;
  return dropChannelAxis(causalConvolution(kept, filterOf('head.weight'), head, linear));
}

function addBiases(first: Tensor1D, second: Tensor1D): Tensor1D {
  return customGrad(() => ({
    value: add(first, second),
    gradFunc: (dy: Tensor) => [dy, dy.clone()],
  }))(first, second) as Tensor1D;
}

/** `x` times `[batch, 1, channel]`, which is not trained. */
function scale(x: Tensor3D, mask: Tensor3D): Tensor3D {
  return customGrad(() => ({
    value: mul(x, mask),
    gradFunc: (dy: Tensor) => mul(dy, mask),
  }))(x) as Tensor3D;
}
