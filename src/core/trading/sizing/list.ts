import { confidenceSizing } from './confidence';
import { fixedSizing } from './fixed';
import type { SizingRule } from './sizing-rule';

/** Every sizing rule; docs/EXTENDING.md says how to add one. */
export const sizingRules: readonly SizingRule[] = [confidenceSizing, fixedSizing];
