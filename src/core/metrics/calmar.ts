/**
 * Returns the Calmar ratio, yearly growth over the deepest fall, `annualReturn / -maxDrawdown`; NaN
 * without a drawdown.
 *
 * Young (1991), "Calmar Ratio: A Smoother Tool", here over the whole run.
 */
export function computeCalmar(annualReturn: number, maxDrawdownFraction: number): number {
  return maxDrawdownFraction < 0 ? annualReturn / -maxDrawdownFraction : NaN;
}
