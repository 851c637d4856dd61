import type { Strategy } from './strategy';
import { probabilityThresholds } from './thresholds';

/** Every strategy; docs/EXTENDING.md says how to add one. */
export const strategies: readonly Strategy[] = [probabilityThresholds];
