/** Returns how often the starting capital was traded, both sides counted: `tradedValue / capital`. */
export function computeTurnover(tradedValue: number, capital: number): number {
  return tradedValue / capital;
}
