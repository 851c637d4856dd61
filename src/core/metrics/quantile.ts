import type { Numbers } from './numbers';

/**
 * Returns the `level` quantile (0 to 1), linear between the two nearest order statistics; NaN of
 * nothing.
 *
 * Hyndman and Fan (1996), definition 7, which is NumPy's default.
 */
export function computeQuantile(values: Numbers, level: number): number {
  if (values.length === 0) return NaN;
  const sorted = Float64Array.from(values).sort();
  const position = level * (sorted.length - 1);
  const below = Math.floor(position);
  const low = sorted[below] ?? NaN;
  const high = sorted[below + 1] ?? low;
  return low + (position - below) * (high - low);
}
