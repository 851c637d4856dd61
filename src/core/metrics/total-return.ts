/** Returns the fraction gained from `start` to `end`, `end / start - 1`. */
export function computeTotalReturn(start: number, end: number): number {
  return end / start - 1;
}
