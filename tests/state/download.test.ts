import { expect, test } from 'vitest';
import { runAbortable } from '../../src/client/worker-handle';
import type { DownloadProgress, DownloadRequest } from '../../src/core/download';
import type { DatasetInfo } from '../../src/core/library';
import { canBringUpToDate, DownloadState } from '../../src/state/download.svelte';
import { makeLibrary } from './fake-library';
import { makeDatasetInfo } from './make-dataset-info';

const request: DownloadRequest = {
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

function makeDownload({ datasets = [] as DatasetInfo[], isStopped = false } = {}) {
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
  const { downloading, library, notices, report, finish } = makeDownload();
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

test('a wait is there while it lasts, with the moment at which it ends', () => {
  const { downloading, report } = makeDownload();
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
  const { downloading } = makeDownload();
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
  const { downloading, library, asked } = makeDownload({ isStopped: true });
  await library.load();
  expect(downloading.resumable).toEqual([stopped]);
  void downloading.resume(stopped);
  expect(asked).toEqual([request]);
  expect(downloading.resumable).toEqual([]);
});

test('a failure says what was asked for and why, and is offered once', async () => {
  const { downloading, library, fail } = makeDownload({ isStopped: true });
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
  const { downloading, asked } = makeDownload({ datasets: [dataset] });
  void downloading.bringUpToDate(dataset, Date.UTC(2024, 0, 1, 13, 0, 30));
  expect(asked).toEqual([
    {
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
  const { downloading, asked, notices } = makeDownload({ datasets: [dataset] });
  await downloading.bringUpToDate(dataset, Date.UTC(2024, 0, 1, 12, 1, 30));
  expect(asked).toEqual([]);
  expect(notices.current?.text).toBe('BTCUSDT 1m is up to date.');
});

test('markets are listed once, and asked for again only after a failure', async () => {
  const { downloading, breakList } = makeDownload();
  breakList(true);
  await downloading.loadSymbols();
  expect(downloading.symbolsFailure).toBe('No host could be reached.');
  breakList(false);
  await downloading.loadSymbols();
  expect(downloading.symbols).toHaveLength(1);
  expect(downloading.symbolsFailure).toBeUndefined();
  breakList(true);
  await downloading.loadSymbols();
  expect(downloading.symbols).toHaveLength(1);
});

test('only what can come from the exchange can be brought up to date', () => {
  const source = { name: '', bytes: 0, sha256: '', notes: [] };
  const from = (format: 'binance' | 'csv' | 'resampled', hasTaker: boolean) =>
    makeDatasetInfo({ sources: [{ ...source, format }], hasTaker });
  expect(canBringUpToDate(from('binance', true))).toBe(true);
  expect(canBringUpToDate(from('csv', true))).toBe(true);
  expect(canBringUpToDate(from('csv', false))).toBe(false);
  expect(canBringUpToDate(from('resampled', true))).toBe(false);
  expect(canBringUpToDate({ ...from('binance', true), intervalMs: 7 * 60_000 })).toBe(false);
});
