import type { Bars, EpochMs } from '../../core/bars/bars';
import { formatUtc } from '../../core/bars/format-time';
import { mergeBars } from '../../core/bars/merge';
import { klineIntervals, type DownloadProgress, type DownloadRequest } from '../../core/download';
import { checkOverlap } from './check-overlap';
import { chooseRange, upToDate } from './choose-range';
import { countIntervals, type ChunkStore } from './chunk-store';
import { describeDownload } from './describe-download';
import { DownloadError } from './download-error';
import { fetchChunks, type DownloadRun } from './fetch-chunks';
import { createProgressTeller, type ProgressTeller } from './progress-teller';
import type { TimeRange } from './read-answers';
import type { RestClient } from './rest-client';
import { settleChunks } from './settle-chunks';

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
  const barsExpected = Math.max(0, countIntervals(request, klineIntervals[request.interval]));
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
