import type { Tensor1D, Tensor3D } from '@tensorflow/tfjs-core';
import type { NetworkKind } from '../../models/kinds/kind';
import { causalConvolution } from '../../models/ops/causal-convolution';
import { dropChannelAxis } from '../../models/ops/residual-ops';
import {
  findArray,
  type ModelKind,
  type ModelSpec,
  type StreamingKind,
} from '../../src/core/models/model-kind';
import { createStreamingConvolution } from '../../src/core/models/streaming/streaming-convolution';

interface LineSpec extends ModelSpec {
  readonly kind: 'line';
  readonly bars: number;
}

/** A logit that is a sum of the last bars' features, each with a weight of its own. */
export const lineKind: ModelKind<LineSpec> = {
  name: 'line',
  label: 'Line',
  meaning: 'A weighted sum of the last bars.',
  fields: [{ name: 'bars', label: 'Bars summed', default: 5, min: 1, max: 60, isWhole: true }],
  describe: ({ bars }) => `${bars}`,
  receptiveField: ({ bars }) => bars,
  countParameters: ({ bars }, inputs) => bars * inputs + 1,
};

export const lineStreaming: StreamingKind<LineSpec> = {
  name: 'line',
  createStreaming({ bars }, inputs, weights) {
    const weight = findArray(weights, 'head.weight', bars * inputs);
    const layout = { kernel: bars, dilation: 1, relu: false };
    const head = createStreamingConvolution(weight, findArray(weights, 'head.bias', 1), layout);
    const logit = new Float64Array(1);
    let rows = 0;
    return {
      push(features) {
        head.push(features, logit);
        return ++rows < bars ? NaN : logit[0];
      },
      reset: () => (rows = 0),
    };
  },
};

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
