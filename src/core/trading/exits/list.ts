import { breakEvenExit } from './break-even-stop';
import type { ExitRule } from './exit-rule';
import { holdExit } from './hold';
import { oppositeSignalExit } from './opposite-signal';
import { stopLossExit } from './stop-loss';
import { takeProfitExit } from './take-profit';
import { trailingStopExit } from './trailing-stop';

/** Every exit rule; where several close a position at once, the first in this list is the recorded reason. */
export const exitRules: readonly ExitRule[] = [
  holdExit,
  oppositeSignalExit,
  stopLossExit,
  takeProfitExit,
  trailingStopExit,
  breakEvenExit,
];
