import { expect, test } from 'vitest';
import { runAbortable } from '../../src/client/worker-handle';
import type { DownloadProgress, DownloadRequest } from '../../src/core/download';
import type { DatasetInfo } from '../../src/core/library';
import { binance } from '../../src/exchange/binance/binance';
import { DownloadState } from '../../src/state/download.svelte';
import { makeLibrary } from './fake-library';
import { makeDatasetInfo } from './make-dataset-info';

const request: DownloadRequest = {
  exchange: 'binance',
  symbol: 'BTCUSDT',
  interval: '1m',
  from: Date.UTC(2024, 0, 1),
  to: Date.UTC(2024, 0, 2),
};
const progress: DownloadProgress = {
  kind: 'downloading',
  barsDone: 400,
  barsTotal: 1440,
  etaSeconds: 3,
  host: 'data-api.binance.vision',
};
const stopped = { id: 'd', request, barsDone: 400, barsTotal: 1440, savedAt: 0 };

async function makeDownload({ datasets = [] as DatasetInfo[], isStopped = false } = {}) {
  const made = makeLibrary(datasets, isStopped ? [stopped] : []);
  const asked: DownloadRequest[] = [];
  let finish: (dataset: DatasetInfo) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  let report: (event: DownloadProgress | { kind: 'storing' }) => void = () => undefined;
  let isListBroken = false;
  const downloading = new DownloadState(
    {
      download(asking, onEvent, signal) {
        asked.push(asking);
        report = onEvent;
        const work = new Promise<DatasetInfo>((resolve, reject) => {
          finish = (dataset) => {
            made.store(dataset);
            resolve(dataset);
          };
          fail = reject;
        });
        return runAbortable(signal, () => made.stop({ ...stopped, request: asking }), work);
      },
      listSymbols: () =>
        isListBroken
          ? Promise.reject(new Error('No host could be reached.'))
          : Promise.resolve([
              { symbol: 'BTCUSDT', baseAsset: 'BTC', quoteAsset: 'USDT', status: 'TRADING' },
            ]),
    },
    made.library,
    made.notices,
  );
  await downloading.loadExchanges(() => Promise.resolve([binance.info]));
  return {
    ...made,
    downloading,
    asked,
    finish: (dataset: DatasetInfo) => finish(dataset),
    fail: (error: Error) => fail(error),
    report: (event: DownloadProgress | { kind: 'storing' }) => report(event),
    breakList: (isBroken: boolean) => void (isListBroken = isBroken),
  };
}

test('a download shows how far it has come, and its dataset becomes the one in use', async () => {
  const { downloading, library, notices, report, finish } = await makeDownload();
  const done = downloading.start(request);
  expect(downloading.running).toMatchObject({ request, progress: undefined });
  report(progress);
  expect(downloading.running?.progress).toEqual(progress);
  report({ kind: 'storing' });
  expect(downloading.running?.isStoring).toBe(true);
  finish(makeDatasetInfo({ id: 'new', name: 'Bitcoin' }));
  await done;
  expect(notices.current?.text).toBe('Added Bitcoin.');
  expect(downloading.running).toBeUndefined();
  expect(library.dataset?.id).toBe('new');
});

test('a wait is there while it lasts, with the moment at which it ends', async () => {
  const { downloading, report } = await makeDownload();
  void downloading.start(request);
  const before = Date.now();
  report({ ...progress, wait: { kind: 'rate-limited', seconds: 42 } });
  const { pause } = downloading.running ?? {};
  expect(pause?.wait).toEqual({ kind: 'rate-limited', seconds: 42 });
  expect(pause?.until).toBeGreaterThanOrEqual(before + 42_000);
  report({ ...progress, wait: { kind: 'offline' } });
  expect(downloading.running?.pause?.until).toBeNaN();
  report(progress);
  expect(downloading.running?.pause).toBeUndefined();
});

test('what has come before a cancel can go on, and be given up', async () => {
  const { downloading } = await makeDownload();
  const done = downloading.start(request);
  expect(downloading.resumable).toEqual([]);
  downloading.cancel();
  await done;
  expect(downloading.failure).toBeUndefined();
  expect(downloading.resumable).toEqual([stopped]);
  await downloading.discard(stopped);
  expect(downloading.resumable).toEqual([]);
});

test('a download that goes on asks for the same, and is no longer among the stopped', async () => {
  const { downloading, library, asked } = await makeDownload({ isStopped: true });
  await library.load();
  expect(downloading.resumable).toEqual([stopped]);
  void downloading.resume(stopped);
  expect(asked).toEqual([request]);
  expect(downloading.resumable).toEqual([]);
});

test('a failure says what was asked for and why, and is offered once', async () => {
  const { downloading, library, fail } = await makeDownload({ isStopped: true });
  await library.load();
  const done = downloading.start(request);
  fail(new Error('Your region is blocked.'));
  await done;
  expect(downloading.failure).toEqual({ request, message: 'Your region is blocked.' });
  expect(downloading.resumable).toEqual([]);
  downloading.dismissFailure();
  expect(downloading.failure).toBeUndefined();
  expect(downloading.resumable).toEqual([stopped]);
});

test('a dataset is brought up to date from its end to the bar that is forming', async () => {
  const dataset = makeDatasetInfo({ id: 'old', to: Date.UTC(2024, 0, 1, 12) });
  const { downloading, asked } = await makeDownload({ datasets: [dataset] });
  void downloading.bringUpToDate(dataset, Date.UTC(2024, 0, 1, 13, 0, 30));
  expect(asked).toEqual([
    {
      exchange: 'binance',
      symbol: 'BTCUSDT',
      interval: '1m',
      from: Date.UTC(2024, 0, 1, 12, 1),
      to: Date.UTC(2024, 0, 1, 13),
      extendsDatasetId: 'old',
    },
  ]);
});

test('a dataset that ends with the last closed bar asks for nothing', async () => {
  const dataset = makeDatasetInfo({ to: Date.UTC(2024, 0, 1, 12) });
  const { downloading, asked, notices } = await makeDownload({ datasets: [dataset] });
  await downloading.bringUpToDate(dataset, Date.UTC(2024, 0, 1, 12, 1, 30));
  expect(asked).toEqual([]);
  expect(notices.current?.text).toBe('BTCUSDT 1m is up to date.');
});

test('markets are listed once, and asked for again only after a failure', async () => {
  const { downloading, breakList } = await makeDownload();
  breakList(true);
  await downloading.loadMarkets('binance');
  expect(downloading.markets('binance').failure).toBe('No host could be reached.');
  breakList(false);
  await downloading.loadMarkets('binance');
  expect(downloading.markets('binance').symbols).toHaveLength(1);
  expect(downloading.markets('binance').failure).toBeUndefined();
  breakList(true);
  await downloading.loadMarkets('binance');
  expect(downloading.markets('binance').symbols).toHaveLength(1);
});

test('only what can come from an exchange can be brought up to date', async () => {
  const { downloading } = await makeDownload();
  const source = { name: '', bytes: 0, sha256: '', notes: [] };
  const from = (format: 'csv' | 'resampled' | 'joined', hasTaker: boolean) =>
    makeDatasetInfo({ sources: [{ ...source, format }], hasTaker });
  const fetched = (exchange: string) =>
    makeDatasetInfo({ sources: [{ ...source, format: 'exchange', exchange }], hasTaker: true });
  const can = (dataset: DatasetInfo) => downloading.canBringUpToDate(dataset);
  expect(can(fetched('binance'))).toBe(true);
  expect(can(fetched('one that was taken away'))).toBe(false);
  expect(can(from('csv', true))).toBe(true);
  expect(can(from('csv', false))).toBe(false);
  expect(can(from('resampled', true))).toBe(false);
  expect(can(from('joined', true))).toBe(false);
  expect(can({ ...fetched('binance'), intervalMs: 7 * 60_000 })).toBe(false);
});
