import { isPlausibleTime } from '../times';

/** The times at which bars open: an offset within each interval. */
export interface Grid {
  readonly intervalMs: number;
  /** Offset of most rows, 0 to `intervalMs`. */
  readonly usualMs: number;
  /**
   * Offset at which markets open such bars: `usualMs`, unless that is an odd amount such as 14 seconds, which
   * comes of an outage or of a program's own clock.
   */
  readonly evenMs: number;
}

/** Returns the grid of rows; times that cannot be read are passed over. */
export function findGrid(openTime: Float64Array, intervalMs: number): Grid {
  const usualMs = findUsualOffset(openTime, intervalMs);
  return { intervalMs, usualMs, evenMs: evenOut(usualMs, intervalMs) };
}

/** The most frequent offset of a time within its interval, the smaller one of a tie, in ms. */
function findUsualOffset(openTime: Float64Array, intervalMs: number): number {
  const counts = new Map<number, number>();
  let index = 0;
  while (index < openTime.length) {
    const start = index;
    const offset = openTime[index++] % intervalMs;
    while (index < openTime.length && openTime[index] - openTime[index - 1] === intervalMs) index++;
    if (Number.isFinite(offset)) counts.set(offset, (counts.get(offset) ?? 0) + index - start);
  }
  const [usual] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return usual?.[0] ?? 0;
}

/** Bars of up to a quarter of an hour open at multiples of it, longer ones also when a session does. */
function evenOut(offsetMs: number, intervalMs: number): number {
  const isShort = intervalMs <= quarterMs && hourMs % intervalMs === 0;
  const unitMs = intervalMs < minuteMs ? Math.min(1000, intervalMs) : minuteMs;
  if (isShort ? offsetMs === 0 : offsetMs % unitMs === 0) return offsetMs;
  if (isShort) return 0;
  // A few seconds after the start of a session are still that start.
  const session = Math.floor(offsetMs / (2 * quarterMs)) * 2 * quarterMs;
  return offsetMs - session < minuteMs ? session : 0;
}

const minuteMs = 60_000;
const quarterMs = 900_000;
const hourMs = 3_600_000;

/** Times that were put on a grid. */
interface SnappedTimes {
  readonly openTime: Float64Array;
  /** Indices of those that were moved. */
  readonly moved: readonly number[];
}

/**
 * Returns times on the even offset of `grid`: each is that of the slot that it lies in, or of the next one where it
 * lies less than a tenth of an interval before that. Times that cannot be read stay as they are.
 */
export function snapToGrid(openTime: Float64Array, { intervalMs, evenMs }: Grid): SnappedTimes {
  const moved: number[] = [];
  const snapped = openTime.map((time, index) => {
    const into = (((time - evenMs) % intervalMs) + intervalMs) % intervalMs;
    if (into === 0 || !isPlausibleTime(time)) return time;
    moved.push(index);
    return time - into + (into >= 0.9 * intervalMs ? intervalMs : 0);
  });
  return { openTime: snapped, moved };
}
