import type { BarRange } from '../../../src/core/bars/bars';

/** Returns the position of every bar in `ranges`, in their order. */
export function listBarsIn(ranges: readonly BarRange[]): number[] {
  return ranges.flatMap(({ start, end }) =>
    Array.from({ length: Math.max(0, end - start) }, (_, at) => start + at),
  );
}
