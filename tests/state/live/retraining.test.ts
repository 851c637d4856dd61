import { expect, test } from 'vitest';
import { binance } from '../../../src/exchange/binance/binance';
import type { DownloadRequest } from '../../../src/core/download';
import type { DatasetInfo, ModelInfo } from '../../../src/core/library';
import type { TrainingRequest } from '../../../src/core/training';
import type { RunningDownload } from '../../../src/state/download.svelte';
import { NoticeState } from '../../../src/state/notices.svelte';
import { RetrainingState, type RetrainingParts } from '../../../src/state/live/retraining.svelte';
import type { TrainingStatus } from '../../../src/state/training.svelte';
import { makeAccount } from './fake-live';
import { makeDatasetInfo } from '../make-dataset-info';
import { makeModel } from '../../storage/make-records';

const minuteMs = 60_000;
const now = Date.UTC(2024, 5, 1, 12, 0, 30);
const old = makeModel('old-bars', {
  id: 'old',
  features: ['ret_1', 'trend'],
  horizonBars: 7,
  split: {
    train: { bars: { start: 0, end: 50 }, labels: { start: 0, end: 40 } },
    validation: { bars: { start: 50, end: 75 }, labels: { start: 50, end: 60 } },
    test: { bars: { start: 75, end: 100 }, labels: { start: 75, end: 90 } },
    embargoBars: 5,
  },
});
const fresh: ModelInfo = { ...old, id: 'fresh', name: 'Fresh' };

/** A retraining whose steps wait until the test ends them. */
function makeRetraining() {
  const calls: string[] = [];
  const fetched: DownloadRequest[] = [];
  const trained: Omit<TrainingRequest, 'backend' | 'workers'>[] = [];
  let endFetch: (dataset: DatasetInfo | undefined) => void = () => undefined;
  let endTraining: (model: ModelInfo | undefined) => void = () => undefined;
  let endAdding: (isDone: boolean) => void = () => undefined;
  const downloading: {
    -readonly [Key in keyof RetrainingParts['downloading']]: RetrainingParts['downloading'][Key];
  } = {
    exchanges: [binance.info],
    running: undefined as RunningDownload | undefined,
    failure: undefined,
    fetch(request) {
      calls.push('fetch');
      fetched.push(request);
      return new Promise((resolve) => (endFetch = resolve));
    },
    cancel() {
      calls.push('cancel download');
      endFetch(undefined);
    },
  };
  const training = {
    isRunning: false,
    status: { kind: 'idle' } as TrainingStatus,
    fraction: 0.25,
    trainAside(request: Omit<TrainingRequest, 'backend' | 'workers'>) {
      calls.push('train');
      trained.push(request);
      return new Promise<ModelInfo | undefined>((resolve) => (endTraining = resolve));
    },
    cancel() {
      calls.push('cancel training');
      endTraining(undefined);
    },
  };
  const accounts = {
    failure: undefined as string | undefined,
    add() {
      calls.push('add');
      return new Promise<boolean>((resolve) => (endAdding = resolve));
    },
  };
  const notices = new NoticeState();
  const retraining = new RetrainingState({
    downloading,
    training,
    accounts,
    notices,
    proposeChallenger: (symbol, model) =>
      makeAccount({ id: 'new', symbol, modelId: model.id, role: 'challenger' }),
  });
  return {
    retraining,
    downloading,
    training,
    accounts,
    notices,
    calls,
    fetched,
    trained,
    endFetch: (dataset: DatasetInfo | undefined) => endFetch(dataset),
    endTraining: (model: ModelInfo | undefined) => endTraining(model),
    endAdding: (isDone: boolean) => endAdding(isDone),
  };
}

const dataset = makeDatasetInfo({ id: 'new-bars' });
const reach = (made: ReturnType<typeof makeRetraining>, kind: string) =>
  expect.poll(() => made.retraining.status.kind).toBe(kind);

test('it fetches the newest 90 days, trains as the old model was, and opens a challenger', async () => {
  const made = makeRetraining();
  const { retraining, calls, fetched, trained, notices } = made;
  const done = retraining.start('BTCUSDT', old, now);
  expect(retraining.status).toEqual({ kind: 'downloading', symbol: 'BTCUSDT' });
  const to = Date.UTC(2024, 5, 1, 12);
  expect(fetched).toEqual([
    { exchange: 'binance', symbol: 'BTCUSDT', interval: '1m', from: to - 90 * 1440 * minuteMs, to },
  ]);
  made.endFetch(dataset);
  await reach(made, 'training');
  expect(retraining.fraction).toBe(0.25);
  expect(trained).toEqual([
    {
      datasetId: 'new-bars',
      spec: old.spec,
      options: old.options,
      label: 'direction',
      horizonBars: 7,
      features: ['ret_1', 'trend'],
      split: { fractions: [0.5, 0.25, 0.25], embargoBars: 5 },
    },
  ]);
  made.endTraining(fresh);
  await reach(made, 'opening-account');
  made.endAdding(true);
  await done;
  expect(calls).toEqual(['fetch', 'train', 'add']);
  expect(retraining.status).toMatchObject({ kind: 'done', account: { modelId: 'fresh' } });
  expect(notices.current?.text).toBe('Fresh is trained and trades BTCUSDT as a challenger.');
});

test('one retraining runs at a time', async () => {
  const made = makeRetraining();
  void made.retraining.start('BTCUSDT', old, now);
  await made.retraining.start('ETHUSDT', old, now);
  expect(made.calls).toEqual(['fetch']);
});

test.each([
  ['while bars come', false],
  ['as the last bar comes', true],
])('cancelled %s, nothing is trained', async (_, hasAllBars) => {
  const made = makeRetraining();
  const done = made.retraining.start('BTCUSDT', old, now);
  if (hasAllBars) made.endFetch(dataset);
  made.retraining.cancel();
  await done;
  expect(made.calls).toEqual(['fetch', 'cancel download']);
  expect(made.retraining.status.kind).toBe('cancelled');
});

test('cancelled while it trains, no account is opened', async () => {
  const made = makeRetraining();
  const done = made.retraining.start('BTCUSDT', old, now);
  made.endFetch(dataset);
  await reach(made, 'training');
  made.retraining.cancel();
  await done;
  expect(made.calls).toEqual(['fetch', 'train', 'cancel training']);
  expect(made.retraining.status.kind).toBe('cancelled');
});

test('an account that is being opened already comes, whoever cancels', async () => {
  const made = makeRetraining();
  const done = made.retraining.start('BTCUSDT', old, now);
  made.endFetch(dataset);
  await reach(made, 'training');
  made.endTraining(fresh);
  await reach(made, 'opening-account');
  made.retraining.cancel();
  made.endAdding(true);
  await done;
  expect(made.retraining.status.kind).toBe('done');
});

test('a download that fails is told, and leaves training alone', async () => {
  const made = makeRetraining();
  const done = made.retraining.start('BTCUSDT', old, now);
  made.downloading.failure = { request: made.fetched[0], message: 'No host could be reached.' };
  made.endFetch(undefined);
  await done;
  expect(made.retraining.status).toEqual({
    kind: 'failed',
    message: 'No host could be reached.',
  });
  expect(made.calls).toEqual(['fetch']);
});

test('a training that fails is told, and opens no account', async () => {
  const made = makeRetraining();
  const done = made.retraining.start('BTCUSDT', old, now);
  made.endFetch(dataset);
  await reach(made, 'training');
  made.training.status = { kind: 'failed', message: 'The disk is full.' };
  made.endTraining(undefined);
  await done;
  expect(made.retraining.status).toEqual({ kind: 'failed', message: 'The disk is full.' });
  expect(made.calls).toEqual(['fetch', 'train']);
});

test('where the account cannot be opened, it says that the model is kept', async () => {
  const made = makeRetraining();
  const done = made.retraining.start('BTCUSDT', old, now);
  made.endFetch(dataset);
  await reach(made, 'training');
  made.endTraining(fresh);
  await reach(made, 'opening-account');
  made.accounts.failure = 'The disk is full.';
  made.endAdding(false);
  await done;
  expect(made.retraining.status).toMatchObject({
    kind: 'failed',
    message: expect.stringMatching(/Fresh is trained and kept.*The disk is full\./) as string,
  });
});

test('two trainings never run at once, also where one begins while bars come', async () => {
  const made = makeRetraining();
  made.training.isRunning = true;
  await made.retraining.start('BTCUSDT', old, now);
  const refused = { kind: 'failed', message: expect.stringContaining('one is trained at a time') };
  expect(made.retraining.status).toMatchObject(refused);
  expect(made.calls).toEqual([]);

  made.training.isRunning = false;
  const done = made.retraining.start('BTCUSDT', old, now);
  made.training.isRunning = true;
  made.endFetch(dataset);
  await done;
  expect(made.retraining.status).toMatchObject(refused);
  expect(made.calls).toEqual(['fetch']);
});

test('a model of an interval that the exchange lacks is refused before anything is fetched', async () => {
  const made = makeRetraining();
  await made.retraining.start('BTCUSDT', { ...old, intervalMs: 61_000 }, now);
  expect(made.retraining.status).toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('61000 ms') as string,
  });
  expect(made.calls).toEqual([]);
});
