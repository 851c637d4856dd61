import {
  countDistanceBars,
  distanceFields,
  findDistanceProblem,
  measureDistance,
} from './distance';
import type { ExitRule } from './exit-rule';

/** Closes a position once it has given back so much from its best price. */
export const trailingStopExit: ExitRule = {
  kind: 'trailing-stop',
  label: 'Trailing stop',
  meaning:
    'A stop that follows the best price since the entry at a distance, and never moves back.',
  reason: 'trailing stop',
  fields: distanceFields('Trail', 100),
  findProblem: findDistanceProblem,
  countWarmUpBars: countDistanceBars,
  create: (values) => ({
    measureStop: (volatility) => measureDistance(values, volatility),
    stopAt: ({ side, entryPrice, volatility, highest = entryPrice, lowest = entryPrice }) =>
      (side === 1 ? highest : lowest) * (1 - side * measureDistance(values, volatility)),
  }),
};
