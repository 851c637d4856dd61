import { BarsError, countBars, sliceBars, type Bars, type EpochMs } from '../../core/bars/bars';
import { mergeBars } from '../../core/bars/merge';
import { keyDownload, type DownloadRequest } from '../../core/download';
import { barIntervals } from '../../core/exchange';
import type { Exchange, TimeRange } from '../exchange';
import { ExchangeError } from '../exchange-error';
import { countIntervals, fetchPage, planPages } from '../paging';
import type { ProgressReport } from './progress';
import { runParallel } from './run-parallel';

/** A download that runs. */
export interface DownloadRun {
  readonly request: DownloadRequest;
  readonly range: TimeRange;
  readonly exchange: Exchange;
  readonly store: PageStore;
  readonly signal: AbortSignal | undefined;
  readonly parallel: number;
  readonly report: ProgressReport;
}

/**
 * Returns all pages of a download, in no order: those that the store has, and the others fetched,
 * several at a time, each kept as it comes. `first` is the open time of the first bar there is.
 */
export async function fetchPages(run: DownloadRun, first: EpochMs): Promise<BarPage[]> {
  const { exchange, request, range, store, signal, parallel, report } = run;
  const id = keyDownload(request);
  const intervalMs = barIntervals[request.interval];
  const count = (ranges: readonly TimeRange[]): number =>
    ranges.reduce((sum, each) => sum + countIntervals(each, intervalMs), 0);
  const planned = planPages(range, first, intervalMs, exchange.info.maxBarsPerRequest);
  await store.begin(id, request, count(planned));
  const pages = chooseWhole(await store.load(id), planned);
  const kept = new Set(pages.map(({ from }) => from));
  const missing = planned.filter(({ from }) => !kept.has(from));
  report.start(count(planned), count(planned) - count(missing));
  await runParallel(missing, parallel, signal, async (part, signal) => {
    const page = await fetchBarPage(run, part, signal);
    await store.put(id, page);
    pages.push(page);
    report.add(count([part]));
  });
  return pages;
}

/** A kept page that ends before the planned one stopped at the bar that was forming then. */
function chooseWhole(kept: readonly BarPage[], planned: readonly TimeRange[]): BarPage[] {
  const endOf = new Map(planned.map(({ from, to }) => [from, to]));
  return kept.filter(({ from, to }) => to >= (endOf.get(from) ?? Infinity));
}

async function fetchBarPage(
  { exchange, request, report }: DownloadRun,
  { from, to }: TimeRange,
  signal: AbortSignal | undefined,
): Promise<BarPage> {
  const { symbol, interval } = request;
  const options = { signal, onWait: report.openWait() };
  const bars = await fetchPage(exchange, { symbol, interval, from, to }, options);
  return { from, to, bars };
}

/** What the exchange has of a range of at most `maxBarsPerRequest` intervals; `to` was closed by then. */
export interface BarPage extends TimeRange {
  /** Valid, perhaps empty, perhaps with bars outside the range that came along. */
  readonly bars: Bars;
}

/** Where a download keeps what has come, so that the same request goes on from there. */
export interface PageStore {
  /** Tells of a download that starts or goes on. */
  begin(id: string, request: DownloadRequest, barsTotal: number): Promise<void>;
  load(id: string): Promise<readonly BarPage[]>;
  /** Resolves when the page is kept for good, in the place of one with the same `from`. */
  put(id: string, page: BarPage): Promise<void>;
}

/**
 * Returns the bars of all pages; where pages contradict each other, those are fetched once more
 * first. Throws `ExchangeError` (`conflict`) if that did not settle it.
 */
export async function settlePages(run: DownloadRun, pages: readonly BarPage[]): Promise<Bars> {
  const joined = tryJoin(pages, run);
  if (!(joined instanceof BarsError)) return joined;
  const again = tryJoin(await fetchAgain(run, pages), run);
  if (!(again instanceof BarsError)) return again;
  throw new ExchangeError(
    'conflict',
    `${run.exchange.info.name} tells of two different bars of one time, twice (${again.message}). Try again later.`,
    { cause: again },
  );
}

function tryJoin(pages: readonly BarPage[], { range }: DownloadRun): Bars | BarsError {
  try {
    return joinPages(pages, range);
  } catch (cause) {
    if (cause instanceof BarsError) return cause;
    throw cause;
  }
}

async function fetchAgain(run: DownloadRun, pages: readonly BarPage[]): Promise<BarPage[]> {
  const { store, request, signal } = run;
  const doubtful = new Set(findOverlapping(pages));
  const settled = pages.filter((page) => !doubtful.has(page));
  for (const page of doubtful) {
    const again = await fetchBarPage(run, page, signal);
    await store.put(keyDownload(request), again);
    settled.push(again);
  }
  return settled;
}

/**
 * Returns the bars of all pages that lie in `range`, by time, each once, whatever the order of the
 * pages. Throws `BarsError` when there is no bar and when two pages differ about one.
 */
function joinPages(pages: readonly BarPage[], range: TimeRange): Bars {
  const { bars } = mergeBars(pages.map((page) => page.bars));
  const start = countBefore(bars.openTime, range.from);
  const end = countBefore(bars.openTime, range.to);
  if (start === end) throw new BarsError('bars: all pages together have none of their range');
  return start === 0 && end === countBars(bars) ? bars : sliceBars(bars, { start, end });
}

/** Returns the pages that hold bars of another page's range, and those others. */
function findOverlapping(pages: readonly BarPage[]): BarPage[] {
  const overlapping = new Set<BarPage>();
  for (const page of pages) {
    for (const time of page.bars.openTime) {
      if (time >= page.from && time < page.to) continue;
      const owner = pages.find(({ from, to }) => time >= from && time < to);
      overlapping.add(page);
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
