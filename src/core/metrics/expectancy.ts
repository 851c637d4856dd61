/** Returns the mean net profit of a trade in dollars, `(grossProfit - grossLoss) / trades`; NaN without a trade. */
export function computeExpectancy(grossProfit: number, grossLoss: number, trades: number): number {
  return (grossProfit - grossLoss) / trades;
}
