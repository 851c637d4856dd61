import { type Bars, BarsError, countBars } from '../core/bars/bars';
import { mergeBars } from '../core/bars/merge';
import type { DownloadRequest } from '../core/download';
import { barIntervals } from '../core/exchange';
import type { BarChunk } from './download/chunks';
import { DownloadError } from './exchange-error';
import type { TimeRange } from './binance/read-answers';
import { mostKlines, type AskOptions, type RestClient } from './binance/rest-client';

/** More gaps than this are asked about with one request for all of them. */
const mostGapsApart = 10;

/**
 * Fetches a chunk: with one request, unless bars are missing from the answer. What is missing is asked
 * for again, and is a gap only if a second answer does not have it either: a bar that an answer lost
 * would look the same. Throws as the client does.
 */
export async function fetchChunk(
  client: RestClient,
  { symbol, interval }: DownloadRequest,
  chunk: TimeRange,
  options: AskOptions,
): Promise<BarChunk> {
  const intervalMs = barIntervals[interval];
  const parts: Bars[] = [];
  const known = new Set<number>();
  const fill = async (range: TimeRange, isAskedAgain: boolean): Promise<void> => {
    const query = { symbol, interval, ...range, limit: mostKlines };
    const bars = await client.fetchKlines(query, options);
    const before = known.size;
    parts.push(bars);
    for (const time of bars.openTime) known.add(time);
    const hasNews = known.size > before;
    if (!hasNews && isAskedAgain) return;
    for (const missing of listMissing(range, known, intervalMs)) await fill(missing, true);
  };
  await fill(chunk, false);
  return { from: chunk.from, to: chunk.to, bars: joinParts(parts) };
}

/** Returns the stretches of `range` without a known open time; one around all if there are many. */
function listMissing(
  { from, to }: TimeRange,
  known: ReadonlySet<number>,
  intervalMs: number,
): TimeRange[] {
  const missing: TimeRange[] = [];
  let start = from;
  for (let time = from; time <= to; time += intervalMs) {
    if (time < to && !known.has(time)) continue;
    if (time > start) missing.push({ from: start, to: time });
    start = time + intervalMs;
  }
  if (missing.length <= mostGapsApart) return missing;
  return [{ from: missing[0].from, to: missing[missing.length - 1].to }];
}

function joinParts(parts: readonly Bars[]): Bars {
  if (parts.every((part) => countBars(part) === 0)) return parts[0];
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
