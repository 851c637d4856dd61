import type { LogisticSpec } from '../logistic';
import { findArray, type StreamingKind } from '../model-kind';
import { createWindowModel } from './window-model';

export const logisticStreaming: StreamingKind<LogisticSpec> = {
  name: 'logistic',
  createStreaming({ bars }, inputs, weights) {
    const weight = findArray(weights, 'weight', bars * inputs);
    const [bias] = findArray(weights, 'bias', 1);
    return createWindowModel(bars, inputs, (window) => {
      let logit = bias;
      for (let at = 0; at < window.length; at++) logit += weight[at] * window[at];
      return logit;
    });
  },
};
