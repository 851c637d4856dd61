import type { ExitRule } from './exit-rule';

/** Closes a position after a fixed number of bars: the time stop. */
export const holdExit: ExitRule = {
  kind: 'hold',
  label: 'Hold',
  meaning: 'Closes a position this many bars after its entry.',
  reason: 'held to its end',
  isRequired: true,
  fields: [{ name: 'bars', label: 'Hold (bars)', default: 10, min: 1, max: 10_000, isWhole: true }],
  create: ({ bars }) => ({ maxBars: bars }),
};
