import { BarsError, countBars, type Bars } from '../core/bars/bars';
import { mergeBars, type MergeOptions } from '../core/bars/merge';
import { barIntervals } from '../core/exchange';
import type { AskOptions, BarQuery, Exchange, TimeRange } from './exchange';
import { ExchangeError } from './exchange-error';

/** More gaps than this are requested again with one request for all of them. */
const maxGapsApart = 10;

/** Returns the number of intervals in a range. */
export function countIntervals({ from, to }: TimeRange, intervalMs: number): number {
  return Math.round((to - from) / intervalMs);
}

/**
 * Returns the pages in which `range` is fetched, of at most `maxBars` intervals each, from `first` on: the open
 * time of the first existing bar. Their borders are counted from `range.from`, so that the same range always
 * has the same pages, except for the end of the last one.
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
 * answer. Missing bars are requested again, and count as a gap only if a second answer does not have them
 * either, since an answer may have lost them. The bars are valid and in time order, perhaps with some outside
 * the range.
 *
 * Throws as the exchange does, and `conflict` where two answers have different bars of the same time, unless
 * `conflicts` says which of them to keep.
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
    const hasNewBars = known.size > before;
    if (!hasNewBars && isAskedAgain) return;
    for (const missing of listMissing(range, known, intervalMs)) await fill(missing, true);
  };
  await fill({ from: query.from, to: query.to }, false);
  return joinAnswers(exchange, parts, { conflicts });
}

/** Fetches a range of any length, page by page. Throws as `fetchPage` does. */
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

/** Returns the parts of `range` without a known open time; one range over all of them if there are many. */
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
      `${info.name} sent two different bars of the same time (${cause.message}). Try again later.`,
      { cause },
    );
  }
}
