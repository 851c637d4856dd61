import { volatilityBars } from '../volatility';
import { noFacts, type SizingRule } from './sizing-rule';

const yearMs = 365 * 86_400_000;

/** `equity x target / (volatility x sqrt(bars of a year))`: each position is to swing equally. */
export const volatilityTargetSizing: SizingRule = {
  kind: 'volatility-target',
  label: 'Volatility target',
  meaning:
    'So much that a position held all year would swing by the target: less of it while the market is busy.',
  isInformed: true,
  fields: [
    {
      name: 'target',
      label: 'Volatility a year (%)',
      default: 0.2,
      min: 0.01,
      max: 5,
      step: 0.01,
      isPercent: true,
    },
  ],
  countWarmUpBars: () => volatilityBars + 1,
  create:
    ({ target }) =>
    (_confidence, equity, { riskFraction }, { volatility, intervalMs } = noFacts) => {
      // A placebo knows no volatility, and a market that stands still has none.
      if (!(volatility > 0)) return Number.isNaN(volatility) ? equity * riskFraction : Infinity;
      return (equity * target) / (volatility * Math.sqrt(yearMs / intervalMs));
    },
};
