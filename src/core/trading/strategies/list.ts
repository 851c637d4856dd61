import type { Strategy } from './strategy';
import { probabilityThresholds } from './thresholds';

/** What a person can choose from; docs/EXTENDING.md says how to add one. */
export const strategies: readonly Strategy[] = [probabilityThresholds];
