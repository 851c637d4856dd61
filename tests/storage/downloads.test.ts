import './make-records';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type DownloadRequest, keyDownload } from '../../src/core/download';
import {
  deleteDownload,
  listDownloads,
  loadPages,
  savePage,
  saveDownload,
} from '../../src/storage/downloads';
import type { StoredPage, TabquantDatabase } from '../../src/storage/schema';
import { makeBars, openFresh } from './make-records';

const minute = 60_000;
const from = 1_704_067_200_000;

const request: DownloadRequest = {
  exchange: 'binance',
  symbol: 'BTCUSDT',
  interval: '1m',
  from,
  to: from + 2500 * minute,
};
const id = keyDownload(request);

afterEach(() => vi.restoreAllMocks());

function makePage(place: number, intervals = 1000, downloadId = id): StoredPage {
  const start = from + place * 1000 * minute;
  return {
    downloadId,
    from: start,
    to: start + intervals * minute,
    bars: makeBars(3, 100 + place),
  };
}

async function begin(database: TabquantDatabase, changes: Partial<DownloadRequest> = {}, now = 1) {
  return saveDownload(database, { request: { ...request, ...changes }, barsTotal: 2500, now });
}

describe('saveDownload', () => {
  it('lists it under the key of its request, newest first', async () => {
    const database = await openFresh();
    const first = await begin(database);
    const second = await begin(database, { symbol: 'ETHUSDT' }, 2);
    expect(first).toEqual({ id, request, barsDone: 0, barsTotal: 2500, savedAt: 1 });
    expect((await listDownloads(database)).kept).toEqual([second, first]);
  });

  it('keeps what has come when it goes on', async () => {
    const database = await openFresh();
    await begin(database);
    await savePage(database, makePage(0), 5);
    expect(await begin(database, {}, 9)).toMatchObject({ barsDone: 1000, savedAt: 9 });
    expect(await loadPages(database, id)).toHaveLength(1);
  });
});

describe('savePage', () => {
  it('keeps bars bit for bit and counts their intervals', async () => {
    const database = await openFresh();
    await begin(database);
    await savePage(database, makePage(2, 500), 7);
    await savePage(database, makePage(0), 8);
    expect(await loadPages(database, id)).toEqual([makePage(0), makePage(2, 500)]);
    expect((await listDownloads(database)).kept).toMatchObject([{ barsDone: 1500, savedAt: 8 }]);
  });

  it('takes the place of a page that was not whole', async () => {
    const database = await openFresh();
    await begin(database);
    await savePage(database, makePage(0, 300), 7);
    await savePage(database, makePage(0), 8);
    expect(await loadPages(database, id)).toEqual([makePage(0)]);
    expect((await listDownloads(database)).kept).toMatchObject([{ barsDone: 1000 }]);
  });

  it('writes page and count in one transaction that is on disk when it resolves', async () => {
    const database = await openFresh();
    await begin(database);
    const transaction = vi.spyOn(IDBDatabase.prototype, 'transaction');
    await savePage(database, makePage(0), 7);
    expect(transaction.mock.calls).toEqual([
      [['downloads', 'downloadChunks'], 'readwrite', { durability: 'strict' }],
    ]);
  });

  it('refuses a page of a download that was discarded meanwhile', async () => {
    const database = await openFresh();
    await begin(database);
    await deleteDownload(database, id);
    await expect(savePage(database, makePage(0), 7)).rejects.toMatchObject({
      name: 'StorageError',
      kind: 'missing',
    });
    expect(await loadPages(database, id)).toEqual([]);
  });

  it('leaves everything as it was when the space runs out', async () => {
    const database = await openFresh();
    await begin(database);
    await savePage(database, makePage(0), 7);
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...args: Parameters<IDBObjectStore['put']>
    ) {
      if (this.name === 'downloadChunks') throw new DOMException('no space', 'QuotaExceededError');
      return put.apply(this, args);
    });
    await expect(savePage(database, makePage(1), 8)).rejects.toMatchObject({
      name: 'StorageError',
      kind: 'quota',
    });
    expect(await loadPages(database, id)).toEqual([makePage(0)]);
    expect((await listDownloads(database)).kept).toMatchObject([{ barsDone: 1000, savedAt: 7 }]);
  });
});

describe('deleteDownload', () => {
  it('deletes it with all its pages, and nothing of another', async () => {
    const database = await openFresh();
    await begin(database);
    const other = await begin(database, { interval: '5m' }, 2);
    await savePage(database, makePage(0), 7);
    await savePage(database, makePage(1), 7);
    await savePage(database, makePage(0, 1000, other.id), 7);
    await deleteDownload(database, id);
    expect((await listDownloads(database)).kept.map((download) => download.id)).toEqual([other.id]);
    expect(await loadPages(database, id)).toEqual([]);
    expect(await loadPages(database, other.id)).toHaveLength(1);
    await deleteDownload(database, 'not there');
  });
});
