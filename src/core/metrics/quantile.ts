import type { Numbers } from './numbers';

/**
 * Returns the `level` quantile (0 to 1), linear between the two nearest order statistics; NaN of
 * nothing.
 *
 * Hyndman and Fan (1996), definition 7, which is NumPy's default.
 */
export function computeQuantile(values: Numbers, level: number): number {
  return computeSortedQuantile(Float64Array.from(values).sort(), level);
}

/** Returns `computeQuantile` of values that are in order already. */
export function computeSortedQuantile(sorted: Float64Array, level: number): number {
  if (sorted.length === 0) return NaN;
  const position = level * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[below + 1] ?? low;
  return low + (position - below) * (high - low);
}
