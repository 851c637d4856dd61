import type { OwnTrainerKind } from '../../models/kinds/kind';
import { findArray, type ModelKind, type StreamingKind } from '../../src/core/models/model-kind';

/** A kind without a gradient: the share of rises among the training labels, whatever the bars are. */
export const rateKind: ModelKind = {
  name: 'rate',
  label: 'Rate',
  meaning: 'The share of rises in the training block.',
  fields: [],
  isPlainCode: true,
  describe: () => '',
  receptiveField: () => 1,
  countParameters: () => 1,
};

export const rateStreaming: StreamingKind = {
  name: 'rate',
  createStreaming: (_, __, weights) => ({
    push: () => findArray(weights, 'logit', 1)[0],
    reset: () => undefined,
  }),
};

export const rateTrainer: OwnTrainerKind = {
  name: 'rate',
  trainedBy: 'itself',
  async train({ labels, split }, _, __, report) {
    const known = labels.slice(split.train.labels.start, split.train.labels.end);
    const rate = known.filter((label) => label === 1).length / known.length;
    await report(1);
    return [{ name: 'logit', shape: [1], values: Float32Array.of(Math.log(rate / (1 - rate))) }];
  },
};
