import type { Bars } from '../../core/bars/bars';
import { BarsError } from '../../core/bars/bars-error';
import { mergeBars } from '../../core/bars/merge';
import { klineIntervals, type DownloadRequest } from '../../core/download';
import type { BarChunk } from './chunk-store';
import { DownloadError } from './download-error';
import type { TimeRange } from './read-answers';
import { mostKlines, type AskOptions, type RestClient } from './rest-client';

/**
 * Fetches a chunk. One request is enough as a rule; where an answer ends before the range does, the
 * rest is asked for, so that a gap is one only if the exchange says so. Throws as the client does.
 */
export async function fetchChunk(
  client: RestClient,
  { symbol, interval }: DownloadRequest,
  { from, to }: TimeRange,
  options: AskOptions,
): Promise<BarChunk> {
  const intervalMs = klineIntervals[interval];
  const parts: Bars[] = [];
  let next = from;
  while (next < to) {
    const query = { symbol, interval, from: next, to, limit: mostKlines };
    const bars = await client.fetchKlines(query, options);
    parts.push(bars);
    const last = findLastBefore(bars, to);
    if (last === undefined) break;
    next = last + intervalMs;
  }
  return { from, to, bars: parts.length === 1 ? parts[0] : joinParts(parts) };
}

function findLastBefore({ openTime }: Bars, to: number): number | undefined {
  for (let index = openTime.length - 1; index >= 0; index--) {
    if (openTime[index] < to) return openTime[index];
  }
  return undefined;
}

function joinParts(parts: readonly Bars[]): Bars {
  try {
    return mergeBars(parts).bars;
  } catch (cause) {
    if (!(cause instanceof BarsError)) throw cause;
    throw new DownloadError(
      'conflict',
      `Binance tells of two different bars of one time (${cause.message}). Try again later.`,
      { cause },
    );
  }
}
