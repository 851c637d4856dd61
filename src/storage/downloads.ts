import { type DownloadInfo, type DownloadRequest, keyDownload } from '../core/download';
import { barIntervals } from '../core/exchange';
import type { EpochMs } from '../core/bars/bars';
import { commit } from './database';
import type { StoredChunk, TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';

/** A download that starts or goes on. */
interface StartedDownload {
  readonly request: DownloadRequest;
  readonly barsTotal: number;
  /** The time to record as `savedAt`. */
  readonly now: EpochMs;
}

/**
 * Stores that a download has started, or goes on with what has come, and returns what lists show of
 * it; its id is the key of its request. Throws `StorageError`.
 */
export async function saveDownload(
  database: TabquantDatabase,
  { request, barsTotal, now }: StartedDownload,
): Promise<DownloadInfo> {
  return commit(database, ['downloads'], 'keep the download', async (transaction) => {
    const store = transaction.objectStore('downloads');
    const id = keyDownload(request);
    const barsDone = (await store.get(id))?.barsDone ?? 0;
    const info = { id, request, barsDone, barsTotal, savedAt: now };
    await store.put(info);
    return info;
  });
}

/**
 * Stores a chunk of a download, in the place of one with the same `from`, and counts its intervals as
 * done. Throws `StorageError`: `missing` when the download has been discarded meanwhile.
 */
export async function saveChunk(
  database: TabquantDatabase,
  chunk: StoredChunk,
  now: EpochMs,
): Promise<void> {
  const stores = ['downloads', 'downloadChunks'] as const;
  await commit(database, stores, 'keep what was downloaded', async (transaction) => {
    const downloads = transaction.objectStore('downloads');
    const chunks = transaction.objectStore('downloadChunks');
    const [info, replaced] = await Promise.all([
      downloads.get(chunk.downloadId),
      chunks.get([chunk.downloadId, chunk.from]),
    ]);
    if (info === undefined) {
      throw new StorageError('missing', 'The download was discarded, perhaps in another tab.');
    }
    const intervalMs = barIntervals[info.request.interval];
    const count = (part: StoredChunk | undefined): number =>
      part === undefined ? 0 : (part.to - part.from) / intervalMs;
    const barsDone = info.barsDone + count(chunk) - count(replaced);
    await Promise.all([chunks.put(chunk), downloads.put({ ...info, barsDone, savedAt: now })]);
  });
}

/** The chunks of a download that are there, by `from`; throws `StorageError`. */
export async function loadChunks(
  database: TabquantDatabase,
  downloadId: string,
): Promise<readonly StoredChunk[]> {
  return withStorageErrors('load what was downloaded', () =>
    database.getAllFromIndex('downloadChunks', 'byDownload', downloadId),
  );
}

/** All downloads that can go on, newest first; throws `StorageError`. */
export async function listDownloads(database: TabquantDatabase): Promise<readonly DownloadInfo[]> {
  return withStorageErrors('list the unfinished downloads', async () => {
    const downloads = await database.getAll('downloads');
    return downloads.sort((a, b) => b.savedAt - a.savedAt);
  });
}

/** Deletes a download with all its chunks, if it is there; throws `StorageError`. */
export async function deleteDownload(database: TabquantDatabase, id: string): Promise<void> {
  const stores = ['downloads', 'downloadChunks'] as const;
  await commit(database, stores, 'discard the download', async (transaction) => {
    const chunks = transaction.objectStore('downloadChunks');
    const keys = await chunks.index('byDownload').getAllKeys(id);
    await Promise.all([
      transaction.objectStore('downloads').delete(id),
      ...keys.map((key) => chunks.delete(key)),
    ]);
  });
}
