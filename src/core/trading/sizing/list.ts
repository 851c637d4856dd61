import { confidenceSizing } from './confidence';
import { fixedSizing } from './fixed';
import type { SizingRule } from './sizing-rule';

/** What a person can choose from; docs/EXTENDING.md says how to add one. */
export const sizingRules: readonly SizingRule[] = [confidenceSizing, fixedSizing];
