import { computeMean } from './average';
import { daysPerYear } from './daily-returns';
import type { Numbers } from './numbers';

/**
 * Returns the annual Sortino ratio, `mean / sqrt(mean(min(r, 0)^2)) x sqrt(365)`, target 0; NaN
 * below two days or without a losing day.
 *
 * Sortino and Price (1994), "Performance Measurement in a Downside Risk Framework".
 */
export function computeSortino(dailyReturns: Numbers): number {
  const days = dailyReturns.length;
  if (days < 2) return NaN;
  let squares = 0;
  for (const dailyReturn of dailyReturns) squares += Math.min(dailyReturn, 0) ** 2;
  const downside = Math.sqrt(squares / days);
  return downside > 0 ? (computeMean(dailyReturns) / downside) * Math.sqrt(daysPerYear) : NaN;
}
