/** Returns the fraction gained by holding from the first bar's open to the last bar's close, free of cost. */
export function computeBuyAndHold(firstOpen: number, lastClose: number): number {
  return lastClose / firstOpen - 1;
}
