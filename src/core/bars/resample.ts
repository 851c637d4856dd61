import { type Bars, BarsError, mapColumns } from './bars';
import { formatUtc } from './times';

/**
 * Returns bars of `intervalMs`, aligned to UTC: each opens at a multiple of `intervalMs` since the
 * epoch. A new bar is made of those old bars that exist in its interval, so the first and last may be
 * partial (see `findPartialEdges`); an interval without bars stays a gap. Volumes and counts are summed; an
 * extra is its last value in the interval.
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

/** Returns the index of each new bar's first old bar, followed by the number of old bars. */
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

/** Whether the first and the last of resampled bars are made of fewer bars than their interval has. */
interface PartialEdges {
  readonly first: boolean;
  readonly last: boolean;
}

/**
 * Returns whether the first and the last bar of `resampleBars(bars, intervalMs)` are incomplete: because the
 * bars begin or end inside that interval, or because some are missing there. False without bars.
 */
export function findPartialEdges({ openTime, ...bars }: Bars, intervalMs: number): PartialEdges {
  const last = openTime.length - 1;
  if (last < 0) return { first: false, last: false };
  const barOf = (index: number): number => Math.floor(openTime[index] / intervalMs);
  const whole = intervalMs / bars.intervalMs;
  // The first interval is complete if bars 0 to `whole - 1` lie in it; the last one likewise.
  return {
    first: last < whole - 1 || barOf(whole - 1) !== barOf(0),
    last: last < whole - 1 || barOf(last - whole + 1) !== barOf(last),
  };
}

/** Says, for people, whether the first or the last bar is incomplete; '' where neither is. */
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
