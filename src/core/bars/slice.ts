import type { BarRange, Bars } from './bars';
import { mapColumns } from './columns';

/** Returns a copy of the bars in `range`, which shares no memory with `bars`. */
export function sliceBars(bars: Bars, { start, end }: BarRange): Bars {
  return mapColumns(bars, ({ values }) => values.slice(start, end));
}

/** Returns the bars in `range` on the memory of `bars`: cheap, but never to be transferred. */
export function viewBars(bars: Bars, { start, end }: BarRange): Bars {
  return mapColumns(bars, ({ values }) => values.subarray(start, end));
}
