/** Returns dollars won for a dollar lost, `grossProfit / grossLoss`; Infinity without a loss, NaN without either. */
export function computeProfitFactor(grossProfit: number, grossLoss: number): number {
  return grossProfit / grossLoss;
}
