import type { BarIndex, Bars } from './bars';

/** What happened in the 24 hours up to the close of a bar. */
interface DayFigures {
  /** From the first open to the last close, a fraction. */
  readonly change: number;
  readonly high: number;
  readonly low: number;
  /** In the quote asset: what the source says, else close x volume of each bar. */
  readonly volume: number;
}

const dayMs = 86_400_000;
const unknown: DayFigures = { change: NaN, high: NaN, low: NaN, volume: NaN };

/**
 * Returns the figures of the bars that opened in the 24 hours before the close of bar `last`; NaN where the bars begin later, or are
 * not there yet.
 */
export function measureDay(bars: Bars | undefined, last: BarIndex): DayFigures {
  if (bars === undefined) return unknown;
  const { openTime, open, high, low, close, volume, quoteVolume, intervalMs } = bars;
  if (!(last >= 0 && last < openTime.length)) return unknown;
  const from = openTime[last] + intervalMs - dayMs;
  if (openTime[0] > from) return unknown;
  let first: number = last;
  let [highest, lowest, sum] = [high[last], low[last], 0];
  for (let t: number = last; t >= 0 && openTime[t] >= from; t--) {
    first = t;
    highest = Math.max(highest, high[t]);
    lowest = Math.min(lowest, low[t]);
    const told = quoteVolume?.[t] ?? NaN;
    sum += Number.isNaN(told) ? close[t] * volume[t] : told;
  }
  return { change: close[last] / open[first] - 1, high: highest, low: lowest, volume: sum };
}
