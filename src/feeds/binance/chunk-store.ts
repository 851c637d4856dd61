import type { Bars } from '../../core/bars/bars';
import type { DownloadRequest } from '../../core/download';
import { mostKlines } from './rest-client';
import type { TimeRange } from './read-answers';

/** What the exchange has of a range of at most `mostKlines` intervals; `to` was closed by then. */
export interface BarChunk extends TimeRange {
  /** Valid, perhaps empty, perhaps with bars outside the range that came along. */
  readonly bars: Bars;
}

/** Where a download keeps what has come, so that the same request goes on from there. */
export interface ChunkStore {
  /** Tells of a download that starts or goes on. */
  begin(id: string, request: DownloadRequest, barsTotal: number): Promise<void>;
  load(id: string): Promise<readonly BarChunk[]>;
  /** Resolves when the chunk is kept for good, in the place of one with the same `from`. */
  put(id: string, chunk: BarChunk): Promise<void>;
}

/**
 * Returns the ranges that `range` is fetched in, from `first` on, the open time of the first bar there
 * is. They lie on a grid that starts at `range.from`, so that the same request always has the same
 * ranges, but for the end of the last one.
 */
export function planChunks(range: TimeRange, first: number, intervalMs: number): TimeRange[] {
  const step = mostKlines * intervalMs;
  const chunks: TimeRange[] = [];
  let start = range.from + Math.floor((first - range.from) / step) * step;
  for (; start < range.to; start += step) {
    chunks.push({ from: Math.max(start, first), to: Math.min(start + step, range.to) });
  }
  return chunks;
}

/** Intervals in a range. */
export function countIntervals({ from, to }: TimeRange, intervalMs: number): number {
  return Math.round((to - from) / intervalMs);
}
