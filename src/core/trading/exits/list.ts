import type { ExitRule } from './exit-rule';
import { holdExit } from './hold';
import { oppositeSignalExit } from './opposite-signal';

/** Every exit rule; where several close a position at once, the first in this list is the recorded reason. */
export const exitRules: readonly ExitRule[] = [holdExit, oppositeSignalExit];
