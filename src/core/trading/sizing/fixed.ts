import type { SizingRule } from './sizing-rule';

/** `capital x fraction`, for a Kelly fraction found elsewhere. */
export const fixedSizing: SizingRule = {
  kind: 'fixed',
  label: 'Fixed part',
  meaning: 'The same part of the capital for every position.',
  fields: [
    {
      name: 'fraction',
      label: 'Part of capital (%)',
      default: 0.02,
      min: 0,
      max: 100,
      step: 0.005,
      isPercent: true,
      limits: ({ maxLeverage }) => ({ max: maxLeverage }),
    },
  ],
  create:
    ({ fraction }) =>
    (_confidence, _equity, budget) =>
      budget.capital * fraction,
};
