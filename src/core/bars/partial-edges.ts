import type { Bars } from './bars';
import { formatUtc } from './format-time';

/** Which of the two outermost bars of resampled bars is made of fewer bars than its interval has. */
export interface PartialEdges {
  readonly first: boolean;
  readonly last: boolean;
}

/**
 * Returns which edges of `resampleBars(bars, intervalMs)` are incomplete: because the bars begin or end
 * inside that interval, or because some are missing there. Gaps further inside make no edge partial,
 * and no bars have no edges.
 */
export function findPartialEdges({ openTime, ...bars }: Bars, intervalMs: number): PartialEdges {
  const last = openTime.length - 1;
  if (last < 0) return { first: false, last: false };
  const barOf = (index: number): number => Math.floor(openTime[index] / intervalMs);
  const whole = intervalMs / bars.intervalMs;
  // A whole edge of bars without a gap holds bar 0 (or the last) and the `whole - 1` bars next to it.
  return {
    first: last < whole - 1 || barOf(whole - 1) !== barOf(0),
    last: last < whole - 1 || barOf(last - whole + 1) !== barOf(last),
  };
}

/** Says, for people, which edges are incomplete; '' where none is. */
export function describeEdges(bars: Bars, intervalMs: number): string {
  const { first, last } = findPartialEdges(bars, intervalMs);
  const { openTime } = bars;
  const from = formatUtc(openTime[0]);
  const to = formatUtc(openTime[openTime.length - 1] + bars.intervalMs);
  if (first && last)
    return `first and last bar are incomplete: bars are there from ${from} to ${to}`;
  if (first) return `the first bar is incomplete: bars are there from ${from} on`;
  return last ? `the last bar is incomplete: bars are there up to ${to}` : '';
}
