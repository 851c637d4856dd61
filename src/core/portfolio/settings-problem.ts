import { findThresholdProblem } from '../signals/threshold-problem';
import type { TradingSettings } from './settings';

/** Returns why `settings` cannot be traded on, as a sentence for people, or undefined if they can. */
export function findSettingsProblem(settings: TradingSettings): string | undefined {
  const { capital, riskFraction, minConfidence, maxLeverage, holdBars, maxPositions } = settings;
  const { feeBps, slippageBps, sizing } = settings;
  const rules: readonly (readonly [string, number, boolean, string])[] = [
    ['capital', capital, capital > 0, 'be positive'],
    ['riskFraction', riskFraction, riskFraction >= 0 && riskFraction <= 1, 'be 0 to 1'],
    ['minConfidence', minConfidence, minConfidence >= 0 && minConfidence <= 1, 'be 0 to 1'],
    ['maxLeverage', maxLeverage, maxLeverage > 0, 'be positive'],
    ['holdBars', holdBars, isWholeFromOne(holdBars), 'be a whole number from 1'],
    ['maxPositions', maxPositions, isWholeFromOne(maxPositions), 'be a whole number from 1'],
    ['feeBps', feeBps, feeBps >= 0 && feeBps < 10_000, 'be 0 to below 10000'],
    ['slippageBps', slippageBps, slippageBps >= 0 && slippageBps < 10_000, 'be 0 to below 10000'],
  ];
  for (const [name, value, holds, rule] of rules) {
    if (!holds || !Number.isFinite(value)) {
      return `trading settings: ${name} must ${rule}, was ${value}`;
    }
  }
  if (sizing.kind === 'fixed' && !(sizing.fraction >= 0 && Number.isFinite(sizing.fraction))) {
    return `trading settings: sizing fraction must be 0 or more, was ${sizing.fraction}`;
  }
  return findThresholdProblem(settings.thresholds);
}

function isWholeFromOne(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
