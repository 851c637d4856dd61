import type { Numbers } from './numbers';

/**
 * Returns the deepest fall below the highest equity so far, `min(equity[t] / max(equity[..t]) - 1)`,
 * a fraction of 0 or less; `capital` counts as the first equity.
 */
export function computeMaxDrawdown(equity: Numbers, capital: number): number {
  let peak = capital;
  let deepest = 0;
  for (const value of equity) {
    if (value > peak) peak = value;
    deepest = deepenDrawdown(deepest, value, peak);
  }
  return deepest;
}

/** Returns the deeper of `deepest` and the fall from `peak` to `equity`: one step of the scan. */
export function deepenDrawdown(deepest: number, equity: number, peak: number): number {
  if (equity >= peak) return deepest;
  const drawdown = equity / peak - 1;
  return drawdown < deepest ? drawdown : deepest;
}
