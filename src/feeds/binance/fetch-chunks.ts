import type { EpochMs } from '../../core/bars/bars';
import { klineIntervals, type DownloadRequest } from '../../core/download';
import { keyDownload } from '../../core/download-key';
import { countIntervals, planChunks, type BarChunk, type ChunkStore } from './chunk-store';
import { fetchChunk } from './fetch-chunk';
import type { ProgressTeller } from './progress-teller';
import type { TimeRange } from './read-answers';
import type { RestClient } from './rest-client';
import { runParallel } from './run-parallel';

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
  const intervalMs = klineIntervals[request.interval];
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
