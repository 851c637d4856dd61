import { findArray, type StreamingKind } from '../../../src/core/models/model-kind';
import { createStreamingConvolution } from '../../../src/core/models/streaming/streaming-convolution';
import type { LineSpec } from './kind';

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
