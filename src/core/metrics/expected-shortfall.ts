import type { Numbers } from './numbers';
import { computeQuantile } from './quantile';

/**
 * Returns the expected shortfall (CVaR): the mean loss of the days at or beyond the value at risk.
 * A fraction, positive = loss; NaN without a day.
 *
 * Rockafellar and Uryasev (2000), "Optimization of Conditional Value-at-Risk".
 */
export function computeExpectedShortfall(dailyReturns: Numbers, level = 0.95): number {
  const limit = computeQuantile(dailyReturns, 1 - level);
  let sum = 0;
  let days = 0;
  for (const dailyReturn of dailyReturns) {
    if (dailyReturn > limit) continue;
    sum += dailyReturn;
    days++;
  }
  return 0 - sum / days;
}
