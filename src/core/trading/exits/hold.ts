import type { ExitRule } from './exit-rule';

/** Out after so many bars, whatever happened. */
export const holdExit: ExitRule = {
  kind: 'hold',
  label: 'Hold',
  meaning: 'Closes a position so many bars after its entry.',
  isRequired: true,
  fields: [{ name: 'bars', label: 'Hold (bars)', default: 10, min: 1, max: 10_000, isWhole: true }],
  create: ({ bars }) => ({ maxBars: bars }),
};
