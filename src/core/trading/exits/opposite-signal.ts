import type { ExitRule } from './exit-rule';

/** Out when the strategy turns to the other side. */
export const oppositeSignalExit: ExitRule = {
  kind: 'opposite',
  label: 'Exit on opposite signal',
  meaning: 'Closes a position when a signal of the other side comes.',
  fields: [],
  create: () => ({ isOnOppositeSignal: true }),
};
