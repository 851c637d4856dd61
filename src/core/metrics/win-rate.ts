/** Returns the share of trades with a net profit above 0, `wins / trades`; NaN without a trade. */
export function computeWinRate(wins: number, trades: number): number {
  return wins / trades;
}
