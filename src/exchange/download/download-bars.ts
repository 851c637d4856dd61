import { type Bars, countBars, type EpochMs, listColumns, readColumn } from '../../core/bars/bars';
import { formatUtc } from '../../core/bars/times';
import { mergeBars } from '../../core/bars/merge';
import type { DownloadProgress, DownloadRequest } from '../../core/download';
import { barIntervals } from '../../core/exchange';
import { checkOverlap } from './check-overlap';
import {
  type ChunkStore,
  countIntervals,
  type DownloadRun,
  fetchChunks,
  settleChunks,
} from './chunks';
import { DownloadError } from '../exchange-error';
import { createProgressTeller, type ProgressTeller } from './progress';
import type { TimeRange } from '../binance/read-answers';
import type { RestClient } from '../binance/rest-client';
import { nameHost } from '../give-up';

/** What a download works with. */
export interface DownloadDeps {
  readonly client: RestClient;
  readonly store: ChunkStore;
  /** Bars of the dataset that the request extends. */
  readonly base?: Bars;
  readonly signal?: AbortSignal;
  /** Requests that run side by side. */
  readonly parallel?: number;
}

/** Bars as the exchange has them, and how they came. */
export interface Downloaded {
  /** All bars: those of `base` and what was fetched. */
  readonly bars: Bars;
  readonly fetched: Bars;
  /** What a person should know of it. */
  readonly notes: readonly string[];
}

/**
 * Fetches the bars of a request. Each chunk is kept as it comes, so that the same request goes on
 * where an earlier one stopped, at whatever moment; discarding the chunks is up to the caller. Bars
 * that the exchange does not have are gaps, and none before the first that it has; the bar that is
 * forming is left out.
 *
 * Throws `DownloadError`, what `store` throws, or the signal's reason.
 */
export async function downloadBars(
  request: DownloadRequest,
  deps: DownloadDeps,
  onProgress: (progress: DownloadProgress) => void,
): Promise<Downloaded> {
  const barsExpected = Math.max(0, countIntervals(request, barIntervals[request.interval]));
  const teller = createProgressTeller(barsExpected, deps.client, onProgress);
  try {
    return await download(request, deps, teller);
  } catch (cause) {
    if (!(cause instanceof DownloadError) || !teller.hasKept) throw cause;
    const message = `${cause.message} What has come is kept: the download can go on from there.`;
    throw new DownloadError(cause.kind, message, { cause });
  }
}

async function download(
  request: DownloadRequest,
  { client, store, base, signal, parallel = 4 }: DownloadDeps,
  teller: ProgressTeller,
): Promise<Downloaded> {
  const requestsBefore = client.requests;
  const options = { signal, onWait: teller.openWait() };
  const serverTime = await client.getServerTime(options);
  const range = chooseRange(request, serverTime, base);
  const extended = base && {
    base,
    compared: await checkOverlap(client, request, base, options),
  };
  const run = { request, range, client, store, signal, parallel, teller };
  const first = await findFirst(run);
  if (first === undefined) throw base === undefined ? noBars(request, range) : upToDate(range);
  const fetched = await settleChunks(run, await fetchChunks(run, first));
  const requests = client.requests - requestsBefore;
  return {
    bars: base === undefined ? fetched : mergeBars([base, fetched]).bars,
    fetched,
    notes: describeDownload({ range, fetched, extended, host: client.host, requests }),
  };
}

/**
 * Open time of the first bar there is; knowing it spares requests for each chunk before it. That there
 * is none before, or none at all, takes two answers: one may have lost it.
 */
async function findFirst(run: DownloadRun): Promise<EpochMs | undefined> {
  const { client, signal, teller, range } = run;
  const { symbol, interval } = run.request;
  const options = { signal, onWait: teller.openWait() };
  let first: EpochMs | undefined;
  for (let empty = 0; empty < 2 && first !== range.from;) {
    const query = { symbol, interval, from: range.from, to: first ?? range.to, limit: 1 };
    const { openTime } = await client.fetchKlines(query, options);
    const earlier = openTime.find((time) => time >= query.from && time < query.to);
    if (earlier === undefined) empty += first === undefined ? 1 : 2;
    else first = earlier;
  }
  return first;
}

function noBars({ symbol, interval }: DownloadRequest, { from, to }: TimeRange): DownloadError {
  return new DownloadError(
    'empty',
    `Binance has no ${interval} bars of ${symbol} from ${formatUtc(from)} to ${formatUtc(to)}: ` +
      'the market was not open then. Choose other dates.',
  );
}

/** The bars to fetch. */
export interface ChosenRange extends TimeRange {
  /** Whether the request reaches to the bar that is forming, or beyond. */
  readonly isCutAtForming: boolean;
}

/** More bars than this do not fit into the memory that a page gets. */
const mostBars = 5_000_000;

/**
 * Returns the range of `request` on the interval's grid, without bars that are not closed at
 * `serverTime`, the exchange's own clock: the machine's may be wrong. It starts after the last bar of
 * `base`, the dataset to extend, if there is one.
 *
 * Throws `DownloadError` where nothing is left (`empty`, `up-to-date`), or too much (`refused`).
 */
export function chooseRange(
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
  // NaN is no range either.
  if (!(count > 0)) throw base === undefined ? describeEmpty(range, from, to) : upToDate(range);
  if (count > mostBars) {
    throw new DownloadError(
      'refused',
      `That would be ${count} bars; this page holds ${mostBars} at most. ` +
        'Choose fewer days or a coarser interval.',
    );
  }
  return range;
}

/** The error for a dataset that ends with the newest closed bar. */
export function upToDate({ from }: TimeRange): DownloadError {
  return new DownloadError(
    'up-to-date',
    `There is nothing to add: no bar that opens at ${formatUtc(from)} or later is closed yet.`,
  );
}

function describeEmpty({ isCutAtForming }: ChosenRange, from: number, to: number): DownloadError {
  const reason =
    from < to && isCutAtForming
      ? `no bar that opens at ${formatUtc(from)} or later is closed yet`
      : 'the dates leave no whole bar between them';
  return new DownloadError('empty', `There is nothing to fetch: ${reason}. Choose earlier dates.`);
}

/** What is known of a download once it is done. */
export interface DownloadFacts {
  readonly range: ChosenRange;
  readonly fetched: Bars;
  /** The dataset that was extended, and how many of its bars were compared. */
  readonly extended?: { readonly base: Bars; readonly compared: number };
  readonly host: string;
  readonly requests: number;
}

/** What a person should know of a download, a line each. */
export function describeDownload(facts: DownloadFacts): string[] {
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
