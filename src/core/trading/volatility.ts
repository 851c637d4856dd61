import type { PastBars } from './strategies/past-bars';

/** Returns that volatility is measured over. */
export const volatilityBars = 60;

/**
 * Returns the sample standard deviation (ddof 1) of the returns of the last 60 closed bars, a fraction, as the feature `vol_60`; NaN
 * where fewer are known.
 */
export function measureVolatility({ columns: { close }, start, end }: PastBars): number {
  if (end - start <= volatilityBars) return NaN;
  let sum = 0;
  for (let bar = end - volatilityBars; bar < end; bar++) sum += close[bar] / close[bar - 1] - 1;
  const mean = sum / volatilityBars;
  let squares = 0;
  for (let bar = end - volatilityBars; bar < end; bar++) {
    squares += (close[bar] / close[bar - 1] - 1 - mean) ** 2;
  }
  return Math.sqrt(squares / (volatilityBars - 1));
}
