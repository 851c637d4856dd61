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
import { finite } from '../core/schema';
import { commit } from './database';
import type { StoredPage, TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';
import {
  checkRecord,
  damagedRecord,
  type RecordType,
  type ListedRecords,
  listRecords,
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
 * Stores a page of a download, replacing one with the same `from`, and counts its intervals as done. Throws
 * `StorageError`: `missing` when the download has been discarded meanwhile.
 */
export async function savePage(
  database: TabquantDatabase,
  page: StoredPage,
  now: EpochMs,
): Promise<void> {
  const stores = ['downloads', 'downloadChunks'] as const;
  await commit(database, stores, 'keep what was downloaded', async (transaction) => {
    const downloads = transaction.objectStore('downloads');
    const pages = transaction.objectStore('downloadChunks');
    const [info, replaced] = await Promise.all([
      downloads.get(page.downloadId),
      pages.get([page.downloadId, page.from]),
    ]);
    if (info === undefined) {
      throw new StorageError('missing', 'The download was discarded, perhaps in another tab.');
    }
    const { request } = checkRecord(downloadType, page.downloadId, info);
    const intervalMs = barIntervals[request.interval];
    const count = (part: StoredPage | undefined): number =>
      part === undefined ? 0 : (part.to - part.from) / intervalMs;
    const barsDone = info.barsDone + count(page) - count(replaced);
    await Promise.all([pages.put(page), downloads.put({ ...info, barsDone, savedAt: now })]);
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

/** Bars of one page of a download, as it is stored. */
export const pageSchema = v.object({
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
 * Returns the stored pages of a download, sorted by `from`; throws `StorageError`, `corrupt` if one cannot be
 * used.
 */
export async function loadPages(
  database: TabquantDatabase,
  downloadId: string,
): Promise<readonly StoredPage[]> {
  return withStorageErrors('load what was downloaded', async () => {
    const pages = await database.getAllFromIndex('downloadChunks', 'byDownload', downloadId);
    for (const page of pages) {
      if (v.is(pageSchema, page)) continue;
      const name = downloadType.nameOf(await database.get('downloads', downloadId), downloadId);
      throw damagedRecord(downloadType, name, 'some of its bars are unreadable');
    }
    return pages;
  });
}

/** Returns all downloads that can be resumed, newest first, and those that cannot; throws `StorageError`. */
export function listDownloads(database: TabquantDatabase): Promise<ListedRecords<DownloadInfo>> {
  return listRecords(database, downloadType, {
    what: 'unfinished downloads',
    stores: ['downloads', 'downloadChunks'],
    compare: (a, b) => b.savedAt - a.savedAt,
  });
}

/** Deletes a download with all its pages, if it exists; throws `StorageError`. */
export async function deleteDownload(database: TabquantDatabase, id: string): Promise<void> {
  const stores = ['downloads', 'downloadChunks'] as const;
  await commit(database, stores, 'discard the download', async (transaction) => {
    const pages = transaction.objectStore('downloadChunks');
    const keys = await pages.index('byDownload').getAllKeys(id);
    await Promise.all([
      transaction.objectStore('downloads').delete(id),
      ...keys.map((key) => pages.delete(key)),
    ]);
  });
}
