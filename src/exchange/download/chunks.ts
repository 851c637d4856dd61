import { type Bars, BarsError, countBars, type EpochMs, sliceBars } from '../../core/bars/bars';
import { type DownloadRequest, keyDownload } from '../../core/download';
import { barIntervals } from '../../core/exchange';
import { fetchChunk } from '../fetch-range';
import type { ProgressTeller } from './progress';
import type { TimeRange } from '../binance/read-answers';
import { mostKlines, type RestClient } from '../binance/rest-client';
import { DownloadError } from '../exchange-error';
import { mergeBars } from '../../core/bars/merge';
import { linkAbort } from '../send-request';

/** A download that runs. */
export interface DownloadRun {
  readonly request: DownloadRequest;
  readonly range: TimeRange;
  readonly client: RestClient;
  readonly store: ChunkStore;
  readonly signal: AbortSignal | undefined;
  readonly parallel: number;
  readonly teller: ProgressTeller;
}

/**
 * Returns all chunks of a download, in no order: those that the store has, and the others fetched,
 * several at a time, each kept as it comes. `first` is the open time of the first bar there is.
 */
export async function fetchChunks(run: DownloadRun, first: EpochMs): Promise<BarChunk[]> {
  const { request, range, store, signal, parallel, teller } = run;
  const id = keyDownload(request);
  const intervalMs = barIntervals[request.interval];
  const count = (ranges: readonly TimeRange[]): number =>
    ranges.reduce((sum, each) => sum + countIntervals(each, intervalMs), 0);
  const planned = planChunks(range, first, intervalMs);
  await store.begin(id, request, count(planned));
  const chunks = chooseWhole(await store.load(id), planned);
  const kept = new Set(chunks.map(({ from }) => from));
  const missing = planned.filter(({ from }) => !kept.has(from));
  teller.start(count(planned), count(planned) - count(missing));
  await runParallel(missing, parallel, signal, async (part, signal) => {
    const chunk = await fetchChunk(run.client, request, part, {
      signal,
      onWait: teller.openWait(),
    });
    await store.put(id, chunk);
    chunks.push(chunk);
    teller.add(count([part]));
  });
  return chunks;
}

/** A kept chunk that ends before the planned one stopped at the bar that was forming then. */
function chooseWhole(kept: readonly BarChunk[], planned: readonly TimeRange[]): BarChunk[] {
  const endOf = new Map(planned.map(({ from, to }) => [from, to]));
  return kept.filter(({ from, to }) => to >= (endOf.get(from) ?? Infinity));
}

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

/**
 * Returns the bars of all chunks; where chunks contradict each other, those are fetched once more
 * first. Throws `DownloadError` (`conflict`) if that did not settle it.
 */
export async function settleChunks(run: DownloadRun, chunks: readonly BarChunk[]): Promise<Bars> {
  const joined = tryJoin(chunks, run);
  if (!(joined instanceof BarsError)) return joined;
  const again = tryJoin(await fetchAgain(run, chunks), run);
  if (!(again instanceof BarsError)) return again;
  throw new DownloadError(
    'conflict',
    `Binance tells of two different bars of one time, twice (${again.message}). Try again later.`,
    { cause: again },
  );
}

function tryJoin(chunks: readonly BarChunk[], { range }: DownloadRun): Bars | BarsError {
  try {
    return joinChunks(chunks, range);
  } catch (cause) {
    if (cause instanceof BarsError) return cause;
    throw cause;
  }
}

async function fetchAgain(run: DownloadRun, chunks: readonly BarChunk[]): Promise<BarChunk[]> {
  const { client, store, request, signal, teller } = run;
  const doubtful = new Set(findOverlapping(chunks));
  const settled = chunks.filter((chunk) => !doubtful.has(chunk));
  for (const chunk of doubtful) {
    const options = { signal, onWait: teller.openWait() };
    const again = await fetchChunk(client, request, chunk, options);
    await store.put(keyDownload(request), again);
    settled.push(again);
  }
  return settled;
}

/**
 * Returns the bars of all chunks that lie in `range`, by time, each once, whatever the order of the
 * chunks. Throws `BarsError` when there is no bar and when two chunks differ about one.
 */
export function joinChunks(chunks: readonly BarChunk[], range: TimeRange): Bars {
  const { bars } = mergeBars(chunks.map((chunk) => chunk.bars));
  const start = countBefore(bars.openTime, range.from);
  const end = countBefore(bars.openTime, range.to);
  if (start === end) throw new BarsError('bars: all chunks together have none of their range');
  return start === 0 && end === countBars(bars) ? bars : sliceBars(bars, { start, end });
}

/** Returns the chunks that hold bars of another chunk's range, and those others. */
export function findOverlapping(chunks: readonly BarChunk[]): BarChunk[] {
  const overlapping = new Set<BarChunk>();
  for (const chunk of chunks) {
    for (const time of chunk.bars.openTime) {
      if (time >= chunk.from && time < chunk.to) continue;
      const owner = chunks.find(({ from, to }) => time >= from && time < to);
      overlapping.add(chunk);
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

/**
 * Does `work` on every item, `parallel` of them at a time, in their order. The first failure aborts
 * the signal that the others got, and is thrown once all of them have ended, so that nothing goes on
 * behind the caller's back.
 */
export async function runParallel<Item>(
  items: readonly Item[],
  parallel: number,
  signal: AbortSignal | undefined,
  work: (item: Item, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { controller, unlink } = linkAbort(signal);
  const queue = items.values();
  const lane = async (): Promise<void> => {
    try {
      for (const item of queue) {
        controller.signal.throwIfAborted();
        await work(item, controller.signal);
      }
    } catch (cause) {
      controller.abort(cause);
    }
  };
  await Promise.all(Array.from({ length: parallel }, lane));
  unlink();
  controller.signal.throwIfAborted();
}
