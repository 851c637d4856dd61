import { BarsError, countBars, sliceBars, type Bars, type EpochMs } from '../../core/bars/bars';
import { mergeBars } from '../../core/bars/merge';
import { keyDownload, type DownloadRequest } from '../../core/download';
import { barIntervals } from '../../core/exchange';
import type { Exchange, TimeRange } from '../exchange';
import { ExchangeError } from '../exchange-error';
import { countIntervals, fetchPage, planPages } from '../paging';
import type { ProgressReport } from './progress';
import { runParallel } from './run-parallel';

/** A running download. */
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
 * Returns all pages of a download, in any order: those in the store, and the others, which are fetched several
 * at a time and stored as they arrive. `first` is the open time of the exchange's first bar in the range.
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

/** Returns the whole pages: one that ends before the planned page stopped at the bar that was forming then. */
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

/** The bars of a range of at most `maxBarsPerRequest` intervals, all of which had closed when it was fetched. */
export interface BarPage extends TimeRange {
  /** Valid, perhaps empty, perhaps with further bars outside the range. */
  readonly bars: Bars;
}

/** Where a download stores its pages, so that the same request can resume. */
export interface PageStore {
  /** Registers a download that starts or resumes. */
  begin(id: string, request: DownloadRequest, barsTotal: number): Promise<void>;
  load(id: string): Promise<readonly BarPage[]>;
  /** Resolves when the page is on disk, in place of one with the same `from`. */
  put(id: string, page: BarPage): Promise<void>;
}

/**
 * Returns the bars of all pages. Pages that contradict each other are fetched once more; throws
 * `ExchangeError` (`conflict`) if they still do.
 */
export async function settlePages(run: DownloadRun, pages: readonly BarPage[]): Promise<Bars> {
  const joined = tryJoin(pages, run);
  if (!(joined instanceof BarsError)) return joined;
  const again = tryJoin(await fetchAgain(run, pages), run);
  if (!(again instanceof BarsError)) return again;
  throw new ExchangeError(
    'conflict',
    `${run.exchange.info.name} twice sent two different bars of the same time (${again.message}). Try again later.`,
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
 * Returns the bars of all pages that lie in `range`, in time order and each once, whatever the order of the
 * pages. Throws `BarsError` when there is no bar, and when two pages have different bars of the same time.
 */
function joinPages(pages: readonly BarPage[], range: TimeRange): Bars {
  const { bars } = mergeBars(pages.map((page) => page.bars));
  const start = countBefore(bars.openTime, range.from);
  const end = countBefore(bars.openTime, range.to);
  if (start === end) throw new BarsError('bars: all pages together have none of their range');
  return start === 0 && end === countBars(bars) ? bars : sliceBars(bars, { start, end });
}

/** Returns the pages that have bars in another page's range, and those other pages. */
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
