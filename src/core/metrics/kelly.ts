/**
 * Returns the Kelly fraction `f* = W - (1 - W) / R`, with `R = averageWin / -averageLoss`; negative
 * where betting loses, NaN until there are both a win and a loss.
 *
 * Kelly (1956), "A New Interpretation of Information Rate"; this form after Thorp (2006).
 */
export function computeKelly(winRate: number, averageWin: number, averageLoss: number): number {
  return winRate - (1 - winRate) / (averageWin / -averageLoss);
}
