import { type BarIndex, type BarRange, type Bars, countBars, type EpochMs } from './bars';

/** Bars that are missing between two that are there. */
export interface Gap {
  /** Open time of the first missing bar. */
  readonly from: EpochMs;
  /** Open time of the first bar after the gap. */
  readonly to: EpochMs;
  readonly missingBars: number;
}

/** Whether a bar is missing between the bar at `index` and the one before it; false at bar 0. */
function isGapBefore({ openTime, intervalMs }: Bars, index: BarIndex): boolean {
  return index > 0 && openTime[index] - openTime[index - 1] !== intervalMs;
}

/** Returns every gap, in time order. */
export function findGaps(bars: Bars): Gap[] {
  const { openTime, intervalMs } = bars;
  const gaps: Gap[] = [];
  for (let index = 1; index < openTime.length; index++) {
    if (!isGapBefore(bars, index)) continue;
    const from = openTime[index - 1] + intervalMs;
    const to = openTime[index];
    gaps.push({ from, to, missingBars: Math.round((to - from) / intervalMs) });
  }
  return gaps;
}

/** Returns the segments: ranges of bars without a gap, which together cover all bars, in time order. */
export function findSegments(bars: Bars): BarRange[] {
  const count = countBars(bars);
  const segments: BarRange[] = [];
  for (let start = 0; start < count;) {
    const end = findSegmentEnd(bars, start);
    segments.push({ start, end });
    start = end;
  }
  return segments;
}

/**
 * Returns the first bar after `start` with a gap before it, or the number of bars. Times step by at least
 * one interval, so there is no gap before a bar whose time is exactly as many intervals after `start` as it
 * is bars after it. That allows a binary search.
 */
function findSegmentEnd({ openTime, intervalMs }: Bars, start: BarIndex): BarIndex {
  const isConnected = (bar: BarIndex): boolean =>
    openTime[bar] - openTime[start] === (bar - start) * intervalMs;
  let connected = start;
  let beyond = openTime.length;
  if (isConnected(beyond - 1)) return beyond;
  while (beyond - connected > 1) {
    const middle = (connected + beyond) >>> 1;
    if (isConnected(middle)) connected = middle;
    else beyond = middle;
  }
  return beyond;
}

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

/** Returns the stretches of `range` in which `isWanted` holds at every bar, each as long as possible. */
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

/** Returns the first bar that opens at `time` or later; the number of bars where there is none. `openTime` ascends. */
export function findFirstBar(openTime: ArrayLike<EpochMs>, time: EpochMs): BarIndex {
  let low = 0;
  let high = openTime.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (openTime[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
