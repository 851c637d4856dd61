import type { SizingRule } from '../../src/core/trading/sizing/sizing-rule';

/** A part of what the account is worth now. */
export const equitySizing: SizingRule = {
  kind: 'equity',
  label: 'Part of equity',
  meaning: 'The same part of the present equity for every position.',
  fields: [
    {
      name: 'fraction',
      label: 'Part of equity (%)',
      default: 0.5,
      min: 0.01,
      max: 1,
      step: 0.01,
      isPercent: true,
    },
  ],
  create:
    ({ fraction }) =>
    (_confidence, equity) =>
      fraction * equity,
};
