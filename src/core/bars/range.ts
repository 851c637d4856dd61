import type { BarIndex, BarRange } from './bars';

/** Number of bars in all ranges together. */
export function countInRanges(ranges: readonly BarRange[]): number {
  return ranges.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Returns the parts of `ranges` that lie in `within`, in their order, empty ones left out. */
export function clipRanges(ranges: readonly BarRange[], within: BarRange): BarRange[] {
  return ranges
    .map(({ start, end }) => ({
      start: Math.max(start, within.start),
      end: Math.min(end, within.end),
    }))
    .filter(({ start, end }) => start < end);
}

/** Returns the longest stretches of `range` in which `isWanted` holds at every bar. */
export function findStretches(
  { start, end }: BarRange,
  isWanted: (bar: BarIndex) => boolean,
): BarRange[] {
  const stretches: BarRange[] = [];
  let from = start;
  for (let bar = start; bar <= end; bar++) {
    if (bar < end && isWanted(bar)) continue;
    if (bar > from) stretches.push({ start: from, end: bar });
    from = bar + 1;
  }
  return stretches;
}
