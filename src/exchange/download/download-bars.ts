import { countBars, listColumns, readColumn, type Bars, type EpochMs } from '../../core/bars/bars';
import { formatUtc } from '../../core/bars/times';
import { mergeBars } from '../../core/bars/merge';
import { maxDownloadBars, type DownloadProgress, type DownloadRequest } from '../../core/download';
import { barIntervals } from '../../core/exchange';
import type { Exchange, TimeRange } from '../exchange';
import { ExchangeError } from '../exchange-error';
import { nameHost } from '../failure';
import { countIntervals } from '../paging';
import { checkOverlap } from './check-overlap';
import { fetchPages, settlePages, type DownloadRun, type PageStore } from './pages';
import { createProgressReport, type ProgressReport } from './progress';

/** What a download needs besides the request. */
export interface DownloadDeps {
  readonly exchange: Exchange;
  readonly store: PageStore;
  /** Clock in ms, for estimates and waits. */
  readonly now: () => number;
  /** Bars of the dataset that the request extends. */
  readonly base?: Bars;
  readonly signal?: AbortSignal;
  /** Max requests at the same time. */
  readonly parallel?: number;
}

/** The result of a download. */
export interface Downloaded {
  /** All bars: those of `base` and what was fetched. */
  readonly bars: Bars;
  readonly fetched: Bars;
  /** What a person should know about it, a line each. */
  readonly notes: readonly string[];
}

/**
 * Fetches the bars of a request. Each page is stored as it arrives, so that the same request can resume
 * wherever an earlier one stopped; the caller deletes the pages afterwards. Bars that the exchange does not
 * have become gaps, except before its first bar; the bar that is still forming is left out.
 *
 * Throws `ExchangeError`, what `store` throws, or the signal's reason.
 */
export async function downloadBars(
  request: DownloadRequest,
  deps: DownloadDeps,
  onProgress: (progress: DownloadProgress) => void,
): Promise<Downloaded> {
  const barsExpected = Math.max(0, countIntervals(request, barIntervals[request.interval]));
  const report = createProgressReport(barsExpected, deps.exchange, deps.now, onProgress);
  try {
    return await download(request, deps, report);
  } catch (cause) {
    if (!(cause instanceof ExchangeError) || !report.hasKept) throw cause;
    const message = `${cause.message} The bars so far are kept: the download can be resumed.`;
    throw new ExchangeError(cause.kind, message, { cause });
  }
}

async function download(
  request: DownloadRequest,
  { exchange, store, base, signal, parallel = 4 }: DownloadDeps,
  report: ProgressReport,
): Promise<Downloaded> {
  const { traffic } = exchange;
  const requestsBefore = traffic.requests;
  const options = { signal, onWait: report.openWait() };
  const serverTime = await exchange.serverTime(options);
  const range = chooseRange(request, serverTime, base);
  const extended = base && {
    base,
    compared: await checkOverlap(exchange, request, base, options),
  };
  const run = { request, range, exchange, store, signal, parallel, report };
  const first = await findFirst(run);
  if (first === undefined) throw base === undefined ? noBars(run) : upToDate(range);
  const fetched = await settlePages(run, await fetchPages(run, first));
  const requests = traffic.requests - requestsBefore;
  return {
    bars: base === undefined ? fetched : mergeBars([base, fetched]).bars,
    fetched,
    notes: describeDownload({ range, fetched, extended, host: traffic.host, requests }),
  };
}

/**
 * Returns the open time of the first bar in the range, which saves requests for the pages before it; undefined
 * if there is none. That there is no earlier bar, or none at all, needs a second answer, since one answer may
 * have lost a bar.
 */
async function findFirst(run: DownloadRun): Promise<EpochMs | undefined> {
  const { exchange, signal, report, range } = run;
  const { symbol, interval } = run.request;
  const options = { signal, onWait: report.openWait() };
  let first: EpochMs | undefined;
  for (let empty = 0; empty < 2 && first !== range.from;) {
    const query = { symbol, interval, from: range.from, to: first ?? range.to, limit: 1 };
    const { openTime } = await exchange.fetchBars(query, options);
    const earlier = openTime.find((time) => time >= query.from && time < query.to);
    if (earlier === undefined) empty += first === undefined ? 1 : 2;
    else first = earlier;
  }
  return first;
}

function noBars({ exchange, request, range }: DownloadRun): ExchangeError {
  const { symbol, interval } = request;
  const { from, to } = range;
  return new ExchangeError(
    'empty',
    `${exchange.info.name} has no ${interval} bars of ${symbol} from ${formatUtc(from)} to ${formatUtc(to)}: ` +
      'the market was not open then. Choose other dates.',
  );
}

/** The bars to fetch. */
interface ChosenRange extends TimeRange {
  /** Whether the request includes the bar that is still forming, or later ones. */
  readonly isCutAtForming: boolean;
}

/**
 * Returns the range of `request` in whole intervals, without bars that are not closed at `serverTime`, which is
 * the exchange's clock, since the machine's may be wrong. It starts after the last bar of `base`, the dataset
 * to extend, if there is one.
 *
 * Throws `ExchangeError` where no bar is left (`empty`, `up-to-date`), or too many (`refused`).
 */
function chooseRange(
  { interval, from, to }: DownloadRequest,
  serverTime: EpochMs,
  base?: Bars,
): ChosenRange {
  const intervalMs = barIntervals[interval];
  const closedTo = Math.floor(serverTime / intervalMs) * intervalMs;
  const askedTo = Math.ceil(to / intervalMs) * intervalMs;
  const range: ChosenRange = {
    from:
      base === undefined
        ? Math.ceil(from / intervalMs) * intervalMs
        : base.openTime[countBars(base) - 1] + intervalMs,
    to: Math.min(askedTo, closedTo),
    isCutAtForming: askedTo > closedTo,
  };
  const count = countIntervals(range, intervalMs);
  // Also true for NaN.
  if (!(count > 0)) throw base === undefined ? describeEmpty(range, from, to) : upToDate(range);
  if (count > maxDownloadBars) {
    throw new ExchangeError(
      'refused',
      `That would be ${count} bars, but this page can hold at most ${maxDownloadBars}. ` +
        'Choose fewer days or a coarser interval.',
    );
  }
  return range;
}

/** The error for a dataset that ends with the newest closed bar. */
function upToDate({ from }: TimeRange): ExchangeError {
  return new ExchangeError(
    'up-to-date',
    `There is nothing to add: no bar that opens at ${formatUtc(from)} or later is closed yet.`,
  );
}

function describeEmpty({ isCutAtForming }: ChosenRange, from: number, to: number): ExchangeError {
  const reason =
    from < to && isCutAtForming
      ? `no bar that opens at ${formatUtc(from)} or later is closed yet`
      : 'the dates leave no whole bar between them';
  return new ExchangeError('empty', `There is nothing to fetch: ${reason}. Choose earlier dates.`);
}

/** What is known about a download once it is done. */
interface DownloadFacts {
  readonly range: ChosenRange;
  readonly fetched: Bars;
  /** The dataset that was extended, and how many of its bars were compared. */
  readonly extended?: { readonly base: Bars; readonly compared: number };
  readonly host: string;
  readonly requests: number;
}

/** Returns what a person should know about a download, a line each. */
function describeDownload(facts: DownloadFacts): string[] {
  const { range, fetched, extended, host, requests } = facts;
  const { openTime } = fetched;
  const first = openTime[0];
  const last = openTime[countBars(fetched) - 1];
  const notes = [
    `fetched from ${nameHost(host)} in ${requests} requests`,
    `bars that open from ${formatUtc(first)} to ${formatUtc(last)}`,
  ];
  if (first > range.from && extended === undefined) {
    notes.push(`there are no bars from ${formatUtc(range.from)} to ${formatUtc(first)}`);
  }
  if (range.isCutAtForming) notes.push('the bar that was still forming was left out');
  if (extended !== undefined) notes.push(...describeExtension(extended, fetched));
  return notes;
}

function describeExtension(
  { base, compared }: NonNullable<DownloadFacts['extended']>,
  fetched: Bars,
): string[] {
  const dropped = listColumns(fetched)
    .filter((column) => readColumn(base, column) === undefined)
    .map(({ name }) => name);
  return [
    `the last ${compared} bars before them agree with the exchange`,
    ...(dropped.length > 0
      ? [`${dropped.join(', ')} were left out: the bars before have none`]
      : []),
  ];
}
