import { beforeEach, expect, test, vi } from 'vitest';
import type { DatasetInfo, ModelInfo } from '../../src/core/library';
import { repeatTraining, type TrainingRequest } from '../../src/core/training';
import type { LibraryState } from '../../src/state/library.svelte';
import { TrainingState } from '../../src/state/training.svelte';
import { makeModel } from '../storage/make-records';
import { makeDatasetInfo } from './make-dataset-info';

const worker = vi.hoisted(() => ({
  requests: [] as unknown[],
  finish: (_model: unknown): void => undefined,
  fail: (_error: Error): void => undefined,
  isElsewhere: false,
  warm: [] as unknown[],
  shipped: undefined as unknown,
}));
vi.mock('../../src/client/train-client', () => ({
  claimRun: (_id: string, work: () => Promise<void>) =>
    worker.isElsewhere ? Promise.reject(new Error('Another tab is at it.')) : work(),
  warmUpTraining: (choices: unknown) => worker.warm.push(choices),
  installSampleModel: () => Promise.resolve(worker.shipped),
  trainModel: (request: unknown, _onEvent: unknown, signal: AbortSignal) => {
    worker.requests.push(request);
    return new Promise((resolve, reject) => {
      worker.finish = resolve;
      worker.fail = reject;
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
    });
  },
}));
vi.stubGlobal('location', { search: '' });

const model: ModelInfo = makeModel('bars', { id: 'new' });

/** Extra columns, of which `late` knows the future. */
const extras = {
  check: () => Promise.resolve(),
  listUsable: () => ['mood'],
};

function makeTraining() {
  const calls: string[] = [];
  const told: (readonly [string, string | undefined])[] = [];
  const note = (call: string) => Promise.resolve(void calls.push(call));
  const library = {
    dataset: makeDatasetInfo({ id: 'in-use' }),
    datasets: [] as readonly DatasetInfo[],
    resumable: undefined as { readonly id: string } | undefined,
    refresh: () => note('refresh'),
    model: undefined as ModelInfo | undefined,
    adoptModel: (id: string) => note(`adopt ${id}`),
    useModel: (id: string) => void calls.push(`use ${id}`),
    discardCheckpoint: () => note('discard'),
  };
  const announce = (text: string, offer: string | undefined) => told.push([text, offer]);
  return {
    training: new TrainingState(library as unknown as LibraryState, extras, announce),
    told,
    library,
    calls,
  };
}

beforeEach(() => {
  worker.requests.length = 0;
  worker.isElsewhere = false;
  worker.warm.length = 0;
});

test('a run aside trains by its own dataset and choices, and leaves the model in use alone', async () => {
  const { training, calls } = makeTraining();
  const running = training.trainAside(repeatTraining(model, 'other-bars'));
  expect(training.isAside).toBe(true);
  worker.finish(model);
  expect(await running).toBe(model);
  expect(calls).toEqual(['refresh']);
  expect(worker.requests).toMatchObject([
    { datasetId: 'other-bars', features: model.features, backend: 'auto', workers: 'auto' },
  ] satisfies Partial<TrainingRequest>[]);
});

test('a run of the Train view uses what comes of it', async () => {
  const { training, calls } = makeTraining();
  const running = training.start();
  expect(training.isAside).toBe(false);
  worker.finish(model);
  await running;
  expect(calls).toEqual(['adopt new']);
  expect(worker.requests).toMatchObject([{ datasetId: 'in-use' }]);
});

test('one run at a time, whoever asks', async () => {
  const { training } = makeTraining();
  const running = training.start();
  expect(await training.trainAside(repeatTraining(model, 'other-bars'))).toBeUndefined();
  expect(worker.requests).toHaveLength(1);
  training.cancel();
  await running;
  const aside = training.trainAside(repeatTraining(model, 'other-bars'));
  await training.start();
  expect(worker.requests).toHaveLength(2);
  worker.fail(new Error('The disk is full.'));
  expect(await aside).toBeUndefined();
  expect(training.status).toEqual({ kind: 'failed', message: 'The disk is full.' });
});

test('a run aside that is cancelled leaves no checkpoint', async () => {
  const { training, calls } = makeTraining();
  const running = training.trainAside(repeatTraining(model, 'other-bars'));
  training.cancel();
  expect(await running).toBeUndefined();
  expect(training.status.kind).toBe('cancelled');
  expect(calls).toEqual(['discard']);
});

test('a run that the graphics device aborted failed, and keeps its last epoch', async () => {
  const { training, calls } = makeTraining();
  const running = training.start();
  worker.fail(new DOMException('A read was aborted.', 'AbortError'));
  await running;
  expect(training.status).toEqual({ kind: 'failed', message: 'A read was aborted.' });
  expect(calls).toEqual(['refresh']);
});

test('a stopped run is not given up while another tab goes on with it', async () => {
  const { training, library, calls } = makeTraining();
  library.resumable = { id: 'stopped' };
  worker.isElsewhere = true;
  await training.discard();
  expect(training.status).toEqual({ kind: 'failed', message: 'Another tab is at it.' });
  expect(calls).toEqual([]);
  worker.isElsewhere = false;
  await training.discard();
  expect(calls).toEqual(['discard']);
});

test('what the next run needs is started ahead, as it is chosen, where there are bars and no run', async () => {
  const { training, library } = makeTraining();
  training.choose({ backend: 'wasm', workers: '2' });
  training.warmUp();
  expect(worker.warm).toEqual([{ backend: 'wasm', workers: 2 }]);
  const running = training.start();
  training.warmUp();
  worker.finish(model);
  await running;
  Object.assign(library, { dataset: undefined });
  training.warmUp();
  expect(worker.warm).toHaveLength(1);
});

test('trains on what the dataset in use can give of the chosen features, extras after their check', async () => {
  const { training, library } = makeTraining();
  library.dataset = makeDatasetInfo({ id: 'in-use', hasTaker: false, extras: ['mood', 'late'] });
  expect(training.usableChoices.features).toBeUndefined();
  expect(training.features.map(({ name }) => name)).not.toContain('taker_buy_ratio');
  training.choose({ features: ['late', 'mood', 'imbalance_5', 'trend', 'ret_1', 'ret_5@1h'] });
  void training.start();
  await vi.waitFor(() => expect(worker.requests).toHaveLength(1));
  const features = ['ret_1', 'trend', 'ret_5@1h', 'mood'];
  expect(worker.requests).toMatchObject([{ datasetId: 'in-use', features }]);
  // Another dataset, which has takers, gets what was left out.
  library.dataset = makeDatasetInfo({ id: 'other' });
  expect(training.features.map(({ name }) => name)).toContain('imbalance_5');
  training.choose({ features: undefined });
});

test('bars of a year begin with more features than others, unless a person chose some', () => {
  const { training, library } = makeTraining();
  library.dataset = makeDatasetInfo({ id: 'year', bars: 525_600 });
  expect(training.usableChoices.features).toContain('clock_sin_day');
  training.choose({ features: ['ret_1'] });
  expect(training.usableChoices.features).toEqual(['ret_1']);
  library.dataset = makeDatasetInfo({ id: 'quarter', bars: 129_600 });
  training.choose({ features: undefined });
  expect(training.usableChoices.features).toBeUndefined();
});

test('ticked datasets of other markets are learned from as well, as far as they suit the one in use', async () => {
  const { training, library } = makeTraining();
  const make = (id: string) => makeDatasetInfo({ id, symbol: id });
  library.datasets = [library.dataset, make('ETHUSDT'), make('SOLUSDT')];
  training.choose({
    pool: { datasetIds: ['SOLUSDT', 'gone'], scaling: 'shared', hasSymbol: true },
  });
  void training.start();
  await vi.waitFor(() => expect(worker.requests).toHaveLength(1));
  expect(worker.requests).toMatchObject([
    { datasetId: 'in-use', pool: { datasetIds: ['SOLUSDT'], scaling: 'shared', hasSymbol: true } },
  ]);
  training.cancel();
});

test('a model that ranks the same bars worse than the one in use waits, and is offered', async () => {
  const { training, library, calls, told } = makeTraining();
  const weaker = makeModel('in-use', { id: 'new' });
  library.model = { ...weaker, id: 'before', test: { ...weaker.test, auc: 0.6 } };
  const running = training.start();
  worker.finish(weaker);
  await running;
  expect(calls).toEqual(['refresh']);
  expect(training.status).toMatchObject({ kind: 'done', outcome: { succession: 'weaker' } });
  expect(told).toEqual([[expect.stringContaining('stays in use'), 'Use the new one']]);
  training.switchModel();
  expect(calls).toEqual(['refresh', 'use new']);
  library.model = weaker;
  training.switchModel();
  expect(calls.at(-1)).toBe('use before');
});

test('a model that ranks the same bars better takes over, with a way back', async () => {
  const { training, library, calls, told } = makeTraining();
  const better = makeModel('in-use', { id: 'new' });
  library.model = { ...better, id: 'before', test: { ...better.test, auc: 0.4 } };
  const running = training.start();
  worker.finish(better);
  await running;
  expect(calls).toEqual(['adopt new']);
  expect(told).toEqual([[expect.stringContaining('kept and in use'), 'Use the one before']]);
});

test('the model that comes with the page is used by whoever asks for it, whatever was in use', async () => {
  const { training, library, calls, told } = makeTraining();
  const shipped = makeModel('in-use', { id: 'ready-made', isBuiltIn: true });
  library.model = { ...shipped, id: 'before', test: { ...shipped.test, auc: 0.6 } };
  worker.shipped = shipped;
  training.warmUpForSampleModel();
  expect(worker.warm).toMatchObject([{ workers: 1 }]);
  expect(await training.useSampleModel()).toBe(shipped);
  expect(calls).toEqual(['adopt ready-made']);
  expect(told).toEqual([]);
});

test('how long a training will take is known from the last one of its kind here, over a reload too', async () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  const { training, library } = makeTraining();
  library.dataset = makeDatasetInfo({ id: 'in-use', bars: 1000 });
  expect(training.expectedSeconds).toBeNaN();
  const running = training.start();
  const epoch = { epoch: 1, trainLoss: 0, validationLoss: 0, validationAuc: 0.5 };
  // 700 labels, 5 epochs and 49,217 parameters took 20 s.
  const parameters = 49_217;
  const epochs = Array.from({ length: 5 }, () => epoch);
  const summary = { ...model.training, labels: 700, parameters, epochs, seconds: 20 };
  worker.finish({ ...model, training: summary });
  await running;
  // Ten epochs, at most, of the same bars: twice as long; of ten times the bars, ten times that.
  expect(training.choices.maxEpochs).toBe(10);
  expect(training.expectedSeconds).toBeCloseTo(40);
  const again = makeTraining();
  again.library.dataset = makeDatasetInfo({ id: 'large', bars: 10_000 });
  expect(again.training.expectedSeconds).toBeCloseTo(400);
  again.training.choose({ spec: { kind: 'trees' } });
  expect(again.training.expectedSeconds).toBeNaN();
  vi.unstubAllGlobals();
  vi.stubGlobal('location', { search: '' });
});
