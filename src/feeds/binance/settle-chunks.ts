import type { Bars } from '../../core/bars/bars';
import { BarsError } from '../../core/bars/bars-error';
import { keyDownload } from '../../core/download-key';
import type { BarChunk } from './chunk-store';
import { DownloadError } from './download-error';
import { fetchChunk } from './fetch-chunk';
import type { DownloadRun } from './fetch-chunks';
import { findOverlapping, joinChunks } from './join-chunks';

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
