import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DownloadProgress, DownloadRequest } from '../../src/core/download';
import { listDatasets, loadBars } from '../../src/storage/datasets';
import { saveDataset } from '../../src/storage/save-datasets';
import { listDownloads, loadPages } from '../../src/storage/downloads';
import { hashBars } from '../../src/storage/hash';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { ImportEvent } from '../../workers/api/data';
import { downloadDataset } from '../../workers/download-dataset';
import {
  createFakeExchange,
  makeKlines,
  newYear,
  toBars,
  type FakeExchange,
} from '../exchange/binance/fake-exchange';
import { openBinance } from '../exchange/binance/open-binance';
import { makeDataset, openFresh } from '../storage/make-records';

const minute = 60_000;
const klines = makeKlines(2400, [1200]);

const request: DownloadRequest = {
  exchange: 'binance',
  symbol: 'BTCUSDT',
  interval: '1m',
  from: newYear,
  to: newYear + 2400 * minute,
};

afterEach(() => vi.restoreAllMocks());

function download(
  database: TabquantDatabase,
  changes: Partial<DownloadRequest> = {},
  exchange: FakeExchange = createFakeExchange(klines),
  onEvent: (event: DownloadProgress | ImportEvent) => void = () => undefined,
) {
  const binance = openBinance(exchange.platform, ['https://one.test']);
  const { now } = exchange.clock;
  const job = { database, exchange: binance, request: { ...request, ...changes }, onEvent, now };
  return exchange.clock.run(downloadDataset(job));
}

describe('downloadDataset', () => {
  it('stores the bars with where they came from, and lets the chunks go', async () => {
    const database = await openFresh();
    const kinds: string[] = [];
    const info = await download(database, {}, createFakeExchange(klines), ({ kind }) =>
      kinds.push(kind),
    );
    expect(await loadBars(database, info.id)).toEqual(toBars(klines));
    expect(info).toMatchObject({
      name: 'Binance BTCUSDT 1m',
      symbol: 'BTCUSDT',
      bars: 2399,
      missingBars: 1,
      hasTaker: true,
      sources: [
        {
          name: 'Binance BTCUSDT 1m',
          format: 'exchange',
          exchange: 'binance',
          bytes: 2399 * 10 * 8,
          sha256: await hashBars(toBars(klines)),
          url: 'https://one.test',
          notes: expect.arrayContaining(['fetched from one.test in 6 requests']),
        },
      ],
    });
    expect((await listDownloads(database)).kept).toEqual([]);
    expect(await database.count('downloadChunks')).toBe(0);
    expect(kinds.at(-1)).toBe('storing');
  });

  it('keeps what has come of a download that fails, and goes on from there', async () => {
    const database = await openFresh();
    const exchange = createFakeExchange(klines);
    exchange.fail = ({ url }) =>
      url.searchParams.get('startTime') === String(newYear + 2000 * minute) ? 'lost' : undefined;
    await expect(download(database, {}, exchange)).rejects.toMatchObject({ kind: 'unreachable' });
    const [unfinished] = (await listDownloads(database)).kept;
    expect(unfinished).toMatchObject({ request, barsDone: 2000, barsTotal: 2400 });
    expect(await loadPages(database, unfinished.id)).toHaveLength(2);

    const again = createFakeExchange(klines);
    const info = await download(database, unfinished.request, again);
    expect(again.asked).toHaveLength(3);
    expect(await loadBars(database, info.id)).toEqual(toBars(klines));
  });

  it('keeps the finished chunks when the space runs out while the dataset is stored', async () => {
    const database = await openFresh();
    const put = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...args: Parameters<IDBObjectStore['put']>
    ) {
      if (this.name === 'bars') throw new DOMException('no space', 'QuotaExceededError');
      return put.apply(this, args);
    });
    await expect(download(database)).rejects.toMatchObject({ kind: 'quota' });
    expect((await listDownloads(database)).kept).toMatchObject([{ barsDone: 2400 }]);
    expect(await listDatasets(database)).toEqual([]);
  });
});

describe('a top-up', () => {
  it('replaces the dataset by the longer one, of the same name and with both sources', async () => {
    const database = await openFresh();
    const bars = toBars(klines.slice(0, 1000));
    const old = await saveDataset(database, makeDataset({ bars, name: 'my bitcoin' }));
    const extension = { from: newYear + 1000 * minute, extendsDatasetId: old.id };
    const info = await download(database, extension);
    expect(await listDatasets(database)).toEqual([info]);
    expect(await loadBars(database, info.id)).toEqual(toBars(klines));
    expect(info.name).toBe('my bitcoin');
    expect(info.sources.map(({ format }) => format)).toEqual(['csv', 'exchange']);
    expect((await listDownloads(database)).kept).toEqual([]);
  });

  it('refuses another symbol and a dataset that is gone, and changes nothing', async () => {
    const database = await openFresh();
    const bars = toBars(klines.slice(0, 1000));
    const old = await saveDataset(database, makeDataset({ bars, symbol: 'ETHUSDT' }));
    await expect(download(database, { extendsDatasetId: old.id })).rejects.toMatchObject({
      name: 'ExchangeError',
      kind: 'mismatch',
      message: expect.stringContaining('holds ETHUSDT, so bars of BTCUSDT cannot extend it'),
    });
    await expect(download(database, { extendsDatasetId: 'gone' })).rejects.toMatchObject({
      kind: 'mismatch',
    });
    expect(await listDatasets(database)).toEqual([old]);
  });
});
