import {
  countDistanceBars,
  distanceFields,
  findDistanceProblem,
  measureDistance,
} from './distance';
import type { ExitRule } from './exit-rule';

/** Closes a position once it has gained so much. */
export const takeProfitExit: ExitRule = {
  kind: 'take-profit',
  label: 'Take profit',
  meaning: 'Closes a position by a limit order so far on the right side of its entry.',
  reason: 'profit target',
  fields: distanceFields('Target', 150),
  findProblem: findDistanceProblem,
  countWarmUpBars: countDistanceBars,
  create: (values) => ({
    targetAt: ({ side, entryPrice, volatility }) =>
      entryPrice * (1 + side * measureDistance(values, volatility)),
  }),
};
