/** Returns the share of trades with a net profit above 0, `wins / trades`; NaN without a trade. */
export function computeWinRate(wins: number, trades: number): number {
  return wins / trades;
}

/** Returns dollars won for a dollar lost, `grossProfit / grossLoss`; Infinity without a loss, NaN without either. */
export function computeProfitFactor(grossProfit: number, grossLoss: number): number {
  return grossProfit / grossLoss;
}

/** Returns the mean net profit of a trade in dollars, `(grossProfit - grossLoss) / trades`; NaN without a trade. */
export function computeExpectancy(grossProfit: number, grossLoss: number, trades: number): number {
  return (grossProfit - grossLoss) / trades;
}

/** Returns the share of bars at whose close a position was open; NaN without a bar. */
export function computeExposure(exposedBars: number, bars: number): number {
  return exposedBars / bars;
}

/** Returns how often the starting capital was traded, both sides counted: `tradedValue / capital`. */
export function computeTurnover(tradedValue: number, capital: number): number {
  return tradedValue / capital;
}

/**
 * Returns the cost per side, fee and slippage together, at which the run would have ended with a P/L of 0,
 * in bps of the traded value: `(pnl + costsPaid) / tradedValue x 10000`. Negative if the run loses even
 * without costs; NaN without a fill.
 *
 * Position sizes are taken as given, although higher costs would have left less to trade with.
 */
export function computeBreakEvenBps(pnl: number, costsPaid: number, tradedValue: number): number {
  return ((pnl + costsPaid) / tradedValue) * 10_000;
}

/** Returns the fraction gained by holding from the first bar's open to the last bar's close, without costs. */
export function computeBuyAndHold(firstOpen: number, lastClose: number): number {
  return lastClose / firstOpen - 1;
}

/**
 * Returns the Kelly fraction `f* = W - (1 - W) / R`, with `R = averageWin / -averageLoss`; negative
 * where betting loses, NaN until there are both a win and a loss.
 *
 * Kelly (1956), "A New Interpretation of Information Rate"; this form after Thorp (2006).
 */
export function computeKelly(winRate: number, averageWin: number, averageLoss: number): number {
  return winRate - (1 - winRate) / (averageWin / -averageLoss);
}
