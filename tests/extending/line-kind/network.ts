import type { Tensor1D, Tensor3D } from '@tensorflow/tfjs-core';
import type { NetworkKind } from '../../../models/kinds/kind';
import { causalConvolution } from '../../../models/ops/causal-convolution';
import { dropChannelAxis } from '../../../models/ops/residual-ops';
import type { LineSpec } from './kind';

export const lineNetwork: NetworkKind<LineSpec> = {
  name: 'line',
  trainedBy: 'gradient',
  listArrays: ({ bars }, inputs) => [
    { name: 'head.weight', shape: [bars, inputs, 1], isBias: false },
    { name: 'head.bias', shape: [1], isBias: true },
  ],
  initialize: (arrays) =>
    arrays.map(({ shape }) => new Float32Array(shape.reduce((size, length) => size * length, 1))),
  computeLogits(_, arrays, x) {
    const weight = arrays.get('head.weight') as Tensor3D;
    const options = { dilation: 1, relu: false, needsInputGradient: false };
    return dropChannelAxis(
      causalConvolution(x, weight, arrays.get('head.bias') as Tensor1D, options),
    );
  },
  drawMasks: () => [],
};
