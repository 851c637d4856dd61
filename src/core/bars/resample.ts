import { type Bars, BarsError, mapColumns } from './bars';
import { formatUtc } from './times';

/**
 * Returns bars of `intervalMs`, aligned to UTC: each opens at a multiple of `intervalMs` since the
 * epoch and is made of the bars that there are, so the first and last may be partial (see
 * `findPartialEdges`), and a stretch without bars stays a gap. Volumes and counts are summed; an extra is its last value in the bar.
 *
 * Throws `BarsError` where `intervalMs` is no multiple of the present interval.
 */
export function resampleBars(bars: Bars, intervalMs: number): Bars {
  if (!(intervalMs > 0) || intervalMs % bars.intervalMs !== 0) {
    throw new BarsError(
      `bars: resampling needs a multiple of ${bars.intervalMs} ms, was ${intervalMs} ms`,
    );
  }
  const bounds = findBounds(bars, intervalMs);
  const resampled = mapColumns(bars, ({ column, values }) => {
    switch (column) {
      case 'openTime':
        return bounds.slice(0, -1).map((start) => alignTime(values[start], intervalMs));
      case 'open':
        return bounds.slice(0, -1).map((start) => values[start]);
      case 'high':
        return foldEach(values, bounds, Math.max);
      case 'low':
        return foldEach(values, bounds, Math.min);
      case 'close':
      case 'extra':
        return bounds.slice(1).map((end) => values[end - 1]);
      case 'volume':
      case 'quoteVolume':
      case 'tradeCount':
      case 'takerBuyBase':
      case 'takerBuyQuote':
        return foldEach(values, bounds, (sum, value) => sum + value);
    }
  });
  return { ...resampled, intervalMs };
}

function alignTime(time: number, intervalMs: number): number {
  return Math.floor(time / intervalMs) * intervalMs;
}

/** Returns where each new bar starts among the old ones, and at last the number of old bars. */
function findBounds({ openTime }: Bars, intervalMs: number): Float64Array {
  const bounds: number[] = [];
  let current = NaN;
  for (let index = 0; index < openTime.length; index++) {
    const aligned = alignTime(openTime[index], intervalMs);
    if (aligned === current) continue;
    bounds.push(index);
    current = aligned;
  }
  bounds.push(openTime.length);
  return Float64Array.from(bounds);
}

function foldEach(
  values: Float64Array,
  bounds: Float64Array,
  fold: (folded: number, value: number) => number,
): Float64Array {
  return bounds.slice(0, -1).map((start, bar) => {
    let folded = values[start];
    for (let index = start + 1; index < bounds[bar + 1]; index++) {
      folded = fold(folded, values[index]);
    }
    return folded;
  });
}

/** Which of the two outermost bars of resampled bars is made of fewer bars than its interval has. */
interface PartialEdges {
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
