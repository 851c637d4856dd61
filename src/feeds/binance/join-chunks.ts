import { countBars, type Bars } from '../../core/bars/bars';
import { BarsError } from '../../core/bars/bars-error';
import { mergeBars } from '../../core/bars/merge';
import { sliceBars } from '../../core/bars/slice';
import type { BarChunk } from './chunk-store';
import type { TimeRange } from './read-answers';

/**
 * Returns the bars of all chunks that lie in `range`, by time, each once, whatever the order of the
 * chunks. Throws `BarsError` when there is no bar and when two chunks differ about one.
 */
export function joinChunks(chunks: readonly BarChunk[], range: TimeRange): Bars {
  const { bars } = mergeBars(chunks.map((chunk) => chunk.bars));
  const start = countBefore(bars.openTime, range.from);
  const end = countBefore(bars.openTime, range.to);
  if (start === end) throw new BarsError('bars: all chunks together have none of their range');
  return start === 0 && end === countBars(bars) ? bars : sliceBars(bars, { start, end });
}

/** Returns the chunks that hold bars of another chunk's range, and those others. */
export function findOverlapping(chunks: readonly BarChunk[]): BarChunk[] {
  const overlapping = new Set<BarChunk>();
  for (const chunk of chunks) {
    for (const time of chunk.bars.openTime) {
      if (time >= chunk.from && time < chunk.to) continue;
      const owner = chunks.find(({ from, to }) => time >= from && time < to);
      overlapping.add(chunk);
      if (owner !== undefined) overlapping.add(owner);
    }
  }
  return [...overlapping];
}

function countBefore(sorted: Float64Array, limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
