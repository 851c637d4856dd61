/** Returns the share of bars at whose close a position was open; NaN without a bar. */
export function computeExposure(exposedBars: number, bars: number): number {
  return exposedBars / bars;
}
