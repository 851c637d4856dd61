import { findArray, type StreamingKind } from '../../../src/core/models/model-kind';

export const rateStreaming: StreamingKind = {
  name: 'rate',
  createStreaming: (_, __, weights) => ({
    push: () => findArray(weights, 'logit', 1)[0],
    reset: () => undefined,
  }),
};
