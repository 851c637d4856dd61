import { formatNumber, missing } from '../../../core/format';
import type { Estimate } from '../../../core/metrics/statistics';

/** Returns a figure with its interval: `0.531 (0.512 to 0.550)`; the interval is left out where it is unknown. */
export function formatEstimate(estimate: Estimate | undefined, digits: number): string {
  if (estimate === undefined || Number.isNaN(estimate.value)) return missing;
  const show = (value: number) => formatNumber(value, { digits });
  const [low, high] = estimate.ci;
  const value = show(estimate.value);
  // What is in brackets stays in one line where the cell is narrow.
  return Number.isNaN(low) ? value : `${value} (${show(low)}\u00a0to\u00a0${show(high)})`;
}
