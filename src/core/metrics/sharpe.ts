import { computeDeviation, computeMean } from './average';
import { daysPerYear } from './daily-returns';
import type { Numbers } from './numbers';

/**
 * Returns the annual Sharpe ratio, `mean / deviation x sqrt(365)`, deviation with n - 1, riskless
 * rate 0; NaN below two days or without any variation.
 *
 * Sharpe (1994), "The Sharpe Ratio".
 */
export function computeSharpe(dailyReturns: Numbers): number {
  const deviation = computeDeviation(dailyReturns);
  return deviation > 0 ? (computeMean(dailyReturns) / deviation) * Math.sqrt(daysPerYear) : NaN;
}
