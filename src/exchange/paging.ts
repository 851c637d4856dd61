import { BarsError, countBars, type Bars } from '../core/bars/bars';
import { mergeBars, type MergeOptions } from '../core/bars/merge';
import { barIntervals } from '../core/exchange';
import type { AskOptions, BarQuery, Exchange, TimeRange } from './exchange';
import { ExchangeError } from './exchange-error';

/** More gaps than this are asked about with one request for all of them. */
const maxGapsApart = 10;

/** Intervals in a range. */
export function countIntervals({ from, to }: TimeRange, intervalMs: number): number {
  return Math.round((to - from) / intervalMs);
}

/**
 * Returns the pages that `range` is fetched in, from `first` on, the open time of the first bar there is: at
 * most `maxBars` intervals each. They lie on a grid that starts at `range.from`, so that the same range always
 * has the same pages, but for the end of the last one.
 */
export function planPages(
  range: TimeRange,
  first: number,
  intervalMs: number,
  maxBars: number,
): TimeRange[] {
  const step = maxBars * intervalMs;
  const pages: TimeRange[] = [];
  let start = range.from + Math.floor((first - range.from) / step) * step;
  for (; start < range.to; start += step) {
    pages.push({ from: Math.max(start, first), to: Math.min(start + step, range.to) });
  }
  return pages;
}

/**
 * Fetches a page of at most `maxBarsPerRequest` intervals: with one request, unless bars are missing from the
 * answer. What is missing is asked for again, and is a gap only if a second answer does not have it either: a
 * bar that an answer lost would look the same. The bars are valid, in the order of time, perhaps with some
 * outside the range that came along.
 *
 * Throws as the exchange does, and `conflict` where two answers differ about a bar, unless `conflicts` says
 * which of them counts.
 */
export async function fetchPage(
  exchange: Pick<Exchange, 'info' | 'fetchBars'>,
  query: Omit<BarQuery, 'limit'>,
  { conflicts, ...options }: AskOptions & MergeOptions = {},
): Promise<Bars> {
  const intervalMs = barIntervals[query.interval];
  const parts: Bars[] = [];
  const known = new Set<number>();
  const fill = async (range: TimeRange, isAskedAgain: boolean): Promise<void> => {
    const bars = await exchange.fetchBars({ ...query, ...range }, options);
    const before = known.size;
    parts.push(bars);
    for (const time of bars.openTime) known.add(time);
    const hasNews = known.size > before;
    if (!hasNews && isAskedAgain) return;
    for (const missing of listMissing(range, known, intervalMs)) await fill(missing, true);
  };
  await fill({ from: query.from, to: query.to }, false);
  return joinAnswers(exchange, parts, { conflicts });
}

/** Fetches whole pages, one after the other, for a range of any length. Throws as `fetchPage` does. */
export async function fetchRange(
  exchange: Pick<Exchange, 'info' | 'fetchBars'>,
  query: Omit<BarQuery, 'limit'>,
  options: AskOptions & MergeOptions = {},
): Promise<Bars> {
  const { maxBarsPerRequest } = exchange.info;
  const intervalMs = barIntervals[query.interval];
  const pages: Bars[] = [];
  for (const page of planPages(query, query.from, intervalMs, maxBarsPerRequest)) {
    pages.push(await fetchPage(exchange, { ...query, ...page }, options));
  }
  return joinAnswers(exchange, pages, options);
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
  if (missing.length <= maxGapsApart) return missing;
  return [{ from: missing[0].from, to: missing[missing.length - 1].to }];
}

function joinAnswers(
  { info }: Pick<Exchange, 'info'>,
  parts: readonly Bars[],
  options: MergeOptions,
): Bars {
  if (parts.every((part) => countBars(part) === 0)) return parts[0];
  try {
    return mergeBars(parts, options).bars;
  } catch (cause) {
    if (!(cause instanceof BarsError)) throw cause;
    throw new ExchangeError(
      'conflict',
      `${info.name} tells of two different bars of one time (${cause.message}). Try again later.`,
      { cause },
    );
  }
}
