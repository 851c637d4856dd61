import type { ExitRule } from './exit-rule';

/** Closes a position when the strategy signals the other side. */
export const oppositeSignalExit: ExitRule = {
  kind: 'opposite',
  label: 'Exit on opposite signal',
  meaning: 'Closes a position when there is a signal for the other side.',
  reason: 'opposite signal',
  fields: [],
  create: () => ({ isOnOppositeSignal: true }),
};
