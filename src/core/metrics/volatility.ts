import { computeDeviation } from './average';
import { daysPerYear } from './daily-returns';
import type { Numbers } from './numbers';

/** Returns the annual volatility, `deviation x sqrt(365)`, a fraction; NaN below two days. */
export function computeVolatility(dailyReturns: Numbers): number {
  return computeDeviation(dailyReturns) * Math.sqrt(daysPerYear);
}
