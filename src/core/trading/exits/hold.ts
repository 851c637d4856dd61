import type { ExitRule } from './exit-rule';

/** Closes a position after a fixed number of bars. */
export const holdExit: ExitRule = {
  kind: 'hold',
  label: 'Hold',
  meaning: 'Closes a position this many bars after its entry.',
  isRequired: true,
  fields: [{ name: 'bars', label: 'Hold (bars)', default: 10, min: 1, max: 10_000, isWhole: true }],
  create: ({ bars }) => ({ maxBars: bars }),
};
