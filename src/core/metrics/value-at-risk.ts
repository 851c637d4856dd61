import type { Numbers } from './numbers';
import { computeQuantile } from './quantile';

/**
 * Returns the historical value at risk: the daily loss that is exceeded on a `1 - level` share of
 * days. A fraction, positive = loss; NaN without a day.
 */
export function computeValueAtRisk(dailyReturns: Numbers, level = 0.95): number {
  return 0 - computeQuantile(dailyReturns, 1 - level);
}
