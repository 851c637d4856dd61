import { confidenceSizing } from './confidence';
import { fixedSizing } from './fixed';
import { kellySizing } from './kelly';
import { riskToStopSizing } from './risk-to-stop';
import type { SizingRule } from './sizing-rule';
import { volatilityTargetSizing } from './volatility-target';

/** Every sizing rule; docs/EXTENDING.md says how to add one. */
export const sizingRules: readonly SizingRule[] = [
  confidenceSizing,
  fixedSizing,
  kellySizing,
  volatilityTargetSizing,
  riskToStopSizing,
];
