import { computeDeviation, computeMean, computeQuantile, type Numbers } from './statistics';

/** Milliseconds of a UTC day. */
export const dayMs = 86_400_000;

/** Days of a year in annual figures of markets that never close. */
export const daysPerYear = 365;

/**
 * Returns the fraction gained on each UTC day, `equity[d] / equity[d-1] - 1`, the first day
 * against `capital`.
 *
 * `dailyEquity` is the equity at the close of the last bar of each day. A partial first or last day
 * counts as a day. Once no equity is left, the return is 0.
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

/** Returns the fraction gained from `start` to `end`, `end / start - 1`. */
export function computeTotalReturn(start: number, end: number): number {
  return end / start - 1;
}

/** Returns the constant yearly growth (CAGR), `(1 + totalReturn)^(1 / years) - 1`; NaN after ruin. */
export function computeAnnualReturn(totalReturn: number, years: number): number {
  if (totalReturn < -1 || !(years > 0)) return NaN;
  return (1 + totalReturn) ** (1 / years) - 1;
}

/** Returns the annual volatility, `deviation x sqrt(days a year)`, a fraction; NaN below two days. */
export function computeVolatility(dailyReturns: Numbers, days = daysPerYear): number {
  return computeDeviation(dailyReturns) * Math.sqrt(days);
}

/**
 * Returns the annual Sharpe ratio, `mean / deviation x sqrt(days a year)`, deviation with n - 1, riskless
 * rate 0; NaN below two days or without any variation.
 *
 * Sharpe (1994), "The Sharpe Ratio".
 */
export function computeSharpe(dailyReturns: Numbers, days = daysPerYear): number {
  const deviation = computeDeviation(dailyReturns);
  return deviation > 0 ? (computeMean(dailyReturns) / deviation) * Math.sqrt(days) : NaN;
}

/**
 * Returns the annual Sortino ratio, `mean / sqrt(mean(min(r, 0)^2)) x sqrt(days a year)`, target 0; NaN
 * below two days or without a losing day.
 *
 * Sortino and Price (1994), "Performance Measurement in a Downside Risk Framework".
 */
export function computeSortino(dailyReturns: Numbers, days = daysPerYear): number {
  if (dailyReturns.length < 2) return NaN;
  let squares = 0;
  for (const dailyReturn of dailyReturns) squares += Math.min(dailyReturn, 0) ** 2;
  const downside = Math.sqrt(squares / dailyReturns.length);
  return downside > 0 ? (computeMean(dailyReturns) / downside) * Math.sqrt(days) : NaN;
}

/**
 * Returns the deepest fall below the highest equity so far, `min(equity[t] / max(equity[..t]) - 1)`,
 * a fraction of 0 or less; `capital` counts as the first equity.
 */
export function computeMaxDrawdown(equity: Numbers, capital: number): number {
  let peak = capital;
  let deepest = 0;
  for (const value of equity) {
    if (value > peak) peak = value;
    deepest = deepenDrawdown(deepest, value, peak);
  }
  return deepest;
}

/** Returns the deeper of `deepest` and the fall from `peak` to `equity`, as a fraction of 0 or less. */
export function deepenDrawdown(deepest: number, equity: number, peak: number): number {
  if (equity >= peak) return deepest;
  const drawdown = equity / peak - 1;
  return drawdown < deepest ? drawdown : deepest;
}

/**
 * Returns the Calmar ratio, yearly growth over the deepest fall, `annualReturn / -maxDrawdown`; NaN
 * without a drawdown.
 *
 * Young (1991), "Calmar Ratio: A Smoother Tool", here over the whole run.
 */
export function computeCalmar(annualReturn: number, maxDrawdownFraction: number): number {
  return maxDrawdownFraction < 0 ? annualReturn / -maxDrawdownFraction : NaN;
}

/**
 * Returns the historical value at risk: the daily loss that is exceeded on a `1 - level` share of
 * days. A fraction, positive = loss; NaN without a day.
 */
export function computeValueAtRisk(dailyReturns: Numbers, level = 0.95): number {
  return 0 - computeQuantile(dailyReturns, 1 - level);
}

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
