import type { ModelKind, ModelSpec } from '../../../src/core/models/model-kind';

export interface LineSpec extends ModelSpec {
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
