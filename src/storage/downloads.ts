import * as v from 'valibot';
import {
  type DownloadInfo,
  downloadInfoSchema,
  type DownloadRequest,
  keyDownload,
} from '../core/download';
import { type Bars, type EpochMs, listColumns } from '../core/bars/bars';
import { validateBars } from '../core/bars/validate';
import { barIntervals } from '../core/exchange';
import type { DamagedRecord } from '../core/library';
import { finite } from '../core/schema';
import { commit } from './database';
import type { StoredChunk, TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';
import {
  checkRecord,
  damagedRecord,
  readRecords,
  type RecordType,
  sortRecords,
} from './stored-records';

/** A download that starts or resumes. */
interface StartedDownload {
  readonly request: DownloadRequest;
  readonly barsTotal: number;
  /** The time to record as `savedAt`. */
  readonly now: EpochMs;
}

/**
 * Stores that a download has started, or goes on with what has come, and returns what lists show of
 * it; its id is the key of its request. Throws `StorageError`, `corrupt` where what has come cannot be read.
 */
export async function saveDownload(
  database: TabquantDatabase,
  { request, barsTotal, now }: StartedDownload,
): Promise<DownloadInfo> {
  return commit(database, ['downloads'], 'keep the download', async (transaction) => {
    const store = transaction.objectStore('downloads');
    const id = keyDownload(request);
    const kept: unknown = await store.get(id);
    const barsDone = kept === undefined ? 0 : checkRecord(downloadType, id, kept).barsDone;
    const info = { id, request, barsDone, barsTotal, savedAt: now };
    await store.put(info);
    return info;
  });
}

/**
 * Stores a chunk of a download, in place of one with the same `from`, and counts its intervals as done. Throws
 * `StorageError`: `missing` when the download has been discarded meanwhile.
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
    const { request } = checkRecord(downloadType, chunk.downloadId, info);
    const intervalMs = barIntervals[request.interval];
    const count = (part: StoredChunk | undefined): number =>
      part === undefined ? 0 : (part.to - part.from) / intervalMs;
    const barsDone = info.barsDone + count(chunk) - count(replaced);
    await Promise.all([chunks.put(chunk), downloads.put({ ...info, barsDone, savedAt: now })]);
  });
}

const downloadType: RecordType<DownloadInfo> = {
  kind: 'download',
  schema: downloadInfoSchema,
  nameOf: (record) =>
    v.is(requested, record)
      ? `The download of ${record.request.symbol} ${record.request.interval}`
      : 'An unfinished download',
  advice: 'Remove it in the Data view and download again.',
};

const requested = v.object({ request: v.object({ symbol: v.string(), interval: v.string() }) });

const chunkSchema = v.object({
  downloadId: v.string(),
  from: finite,
  to: finite,
  bars: v.custom<Bars>(isBars),
});

function isBars(value: unknown): boolean {
  try {
    const columns = listColumns(validateBars(value as Bars));
    return columns.every(({ values }) => values instanceof Float64Array);
  } catch {
    return false;
  }
}

/**
 * The chunks of a download that are there, by `from`; throws `StorageError`, `corrupt` where one cannot be
 * used.
 */
export async function loadChunks(
  database: TabquantDatabase,
  downloadId: string,
): Promise<readonly StoredChunk[]> {
  return withStorageErrors('load what was downloaded', async () => {
    const chunks = await database.getAllFromIndex('downloadChunks', 'byDownload', downloadId);
    for (const chunk of chunks) {
      if (v.is(chunkSchema, chunk)) continue;
      const name = downloadType.nameOf(await database.get('downloads', downloadId), downloadId);
      throw damagedRecord(downloadType, name, 'bars of it that have come are unreadable');
    }
    return chunks;
  });
}

/** Returns all downloads that can be resumed, newest first, and those that cannot; throws `StorageError`. */
export async function listDownloads(database: TabquantDatabase): Promise<{
  readonly kept: readonly DownloadInfo[];
  readonly damaged: readonly DamagedRecord[];
}> {
  return withStorageErrors('list the unfinished downloads', async () => {
    const stored = await readRecords(database, 'downloads', 'downloadChunks');
    const { kept, damaged } = sortRecords(downloadType, stored);
    return { kept: kept.sort((a, b) => b.savedAt - a.savedAt), damaged };
  });
}

/** Deletes a download with all its chunks, if it exists; throws `StorageError`. */
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
