import type { ExitRule } from './exit-rule';
import { holdExit } from './hold';
import { oppositeSignalExit } from './opposite-signal';

/** What a person can choose from; where several close a position at once, the first one is the reason. */
export const exitRules: readonly ExitRule[] = [holdExit, oppositeSignalExit];
