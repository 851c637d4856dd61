/** Returns the constant yearly growth (CAGR), `(1 + totalReturn)^(1 / years) - 1`; NaN after ruin. */
export function computeAnnualReturn(totalReturn: number, years: number): number {
  if (totalReturn < -1 || !(years > 0)) return NaN;
  return (1 + totalReturn) ** (1 / years) - 1;
}
