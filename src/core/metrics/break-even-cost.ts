/**
 * Returns the cost a side, fee and slippage together, at which the run would have ended at 0, in
 * bps of the traded value: `(pnl + costsPaid) / tradedValue x 10000`. Negative if the run loses even
 * when free; NaN without a fill.
 *
 * Sizes are taken as they were, which neglects that dearer trading leaves less to trade with.
 */
export function computeBreakEvenBps(pnl: number, costsPaid: number, tradedValue: number): number {
  return ((pnl + costsPaid) / tradedValue) * 10_000;
}
