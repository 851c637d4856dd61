import type { ModelKind } from '../../../src/core/models/model-kind';

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
