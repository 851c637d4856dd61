import type { ExitRule } from '../../src/core/trading/exits/exit-rule';

/** Out at the next chance after a close that is so far on the wrong side of the entry. */
export const stopExit: ExitRule = {
  kind: 'stop-at-close',
  label: 'Stop at close',
  meaning: 'Closes a position whose loss at a close is too large.',
  reason: 'stop at a close',
  fields: [{ name: 'lossBps', label: 'Stop (bps)', default: 100, min: 1, max: 5000 }],
  create: ({ lossBps }) => ({
    leavesAtClose: ({ side, entryPrice }, { close }) =>
      side * (close / entryPrice - 1) <= -lossBps / 10_000,
  }),
};
