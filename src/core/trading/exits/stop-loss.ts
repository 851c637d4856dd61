import {
  countDistanceBars,
  distanceFields,
  findDistanceProblem,
  measureDistance,
} from './distance';
import type { ExitRule } from './exit-rule';

/** Closes a position once it has lost so much. */
export const stopLossExit: ExitRule = {
  kind: 'stop-loss',
  label: 'Stop loss',
  meaning: 'Closes a position at a price so far on the wrong side of its entry.',
  reason: 'stop loss',
  fields: distanceFields('Stop', 100),
  findProblem: findDistanceProblem,
  countWarmUpBars: countDistanceBars,
  create: (values) => ({
    measureStop: (volatility) => measureDistance(values, volatility),
    stopAt: ({ side, entryPrice, volatility }) =>
      entryPrice * (1 - side * measureDistance(values, volatility)),
  }),
};
