import type { Numbers } from './numbers';

/** Milliseconds of a UTC day. */
export const dayMs = 86_400_000;

/** Days of a year in every annual figure: these markets never close. */
export const daysPerYear = 365;

/**
 * Returns the fraction gained on each UTC day, `equity[d] / equity[d-1] - 1`, the first day
 * against `capital`.
 *
 * `dailyEquity` is the equity at the close of the last bar of each day. A begun first or last day
 * counts as one. Once nothing is left the return is 0.
 */
export function computeDailyReturns(dailyEquity: Numbers, capital: number): Float64Array {
  const returns = new Float64Array(dailyEquity.length);
  let before = capital;
  let day = 0;
  for (const equity of dailyEquity) {
    returns[day++] = before > 0 ? equity / before - 1 : 0;
    before = equity;
  }
  return returns;
}
