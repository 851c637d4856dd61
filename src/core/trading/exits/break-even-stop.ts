import {
  countDistanceBars,
  distanceFields,
  findDistanceProblem,
  measureDistance,
} from './distance';
import type { ExitRule } from './exit-rule';

/** Closes a position at its entry price, once it has been so far in profit. */
export const breakEvenExit: ExitRule = {
  kind: 'break-even-stop',
  label: 'Break-even stop',
  meaning: 'A stop at the entry price, from when the price was so far on the right side of it.',
  reason: 'break-even stop',
  fields: distanceFields('Armed at', 100),
  findProblem: findDistanceProblem,
  countWarmUpBars: countDistanceBars,
  create: (values) => ({
    stopAt({ side, entryPrice, volatility, highest = entryPrice, lowest = entryPrice }) {
      const armedAt = entryPrice * (1 + side * measureDistance(values, volatility));
      return side * ((side === 1 ? highest : lowest) - armedAt) >= 0 ? entryPrice : NaN;
    },
  }),
};
