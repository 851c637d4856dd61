import { expect, test } from 'vitest';
import type { DatasetInfo, ModelInfo } from '../../src/core/library';
import { SampleVisit } from '../../src/state/sample-visit.svelte';
import type { ViewName } from '../../src/state/router.svelte';
import { makeModel } from '../storage/make-records';
import { makeDatasetInfo } from './make-dataset-info';

const facts = { seed: 1, horizonBars: 10, bestAuc: 0.6, feeBps: 3, slippageBps: 1 };
const sample = makeDatasetInfo({ id: 'sample', sample: { kind: 'edge', ...facts } });
const readyMade = makeModel('sample', { id: 'ready-made', isBuiltIn: true });
const own = makeModel('sample', { id: 'own' });

/** A page whose market and models are there at once, and what was asked of it. */
function makePage({ isRefused = false, isFailing = false, stored = [] as DatasetInfo[] } = {}) {
  const calls: string[] = [];
  const library = {
    dataset: undefined as DatasetInfo | undefined,
    datasets: stored,
    model: undefined as ModelInfo | undefined,
    models: stored.length > 0 ? [readyMade] : [],
    useDataset(id: string) {
      calls.push(`use ${id}`);
      library.dataset = sample;
      return Promise.resolve();
    },
  };
  const training = {
    isRunning: false,
    choices: { backend: 'cpu' },
    warmUpForSampleModel: () => calls.push('warm up'),
    useSampleModel() {
      calls.push('install');
      if (!isFailing) library.model = readyMade;
      return Promise.resolve(isFailing ? undefined : readyMade);
    },
    start() {
      calls.push('train');
      library.model = own;
      return Promise.resolve();
    },
    cancel: () => calls.push('cancel training'),
  };
  const router = {
    current: 'data' as ViewName,
    go(view: ViewName) {
      router.current = view;
      calls.push(`go ${view}`);
    },
  };
  const page = {
    router,
    library,
    importing: {
      addSample() {
        calls.push('make sample');
        if (!isRefused) library.dataset = sample;
        return Promise.resolve();
      },
      cancel: () => calls.push('cancel import'),
    },
    openedTraining: training,
    openedSimulation: {
      open: (_: unknown, model: ModelInfo) => Promise.resolve(void calls.push(`open ${model.id}`)),
      restart: () => calls.push('restart'),
      start: () => calls.push('start'),
    },
    openTraining: () => Promise.resolve(training),
  };
  const visit = new SampleVisit(page as unknown as ConstructorParameters<typeof SampleVisit>[0]);
  return { visit, calls, library, training, router };
}

const replayed = (id: string) => [`open ${id}`, 'restart', 'start'];

test('one step makes the market, stores the model that came with the page and replays', async () => {
  const { visit, calls } = makePage();
  const watching = visit.watch();
  expect(visit.isPreparing).toBe(true);
  await watching;
  expect(visit.isPreparing).toBe(false);
  const made = ['go simulate', 'warm up', 'make sample', 'install'];
  expect(calls).toEqual([...made, ...replayed('ready-made')]);
});

test('what is stored is not made again', async () => {
  const { visit, calls } = makePage({ stored: [sample] });
  await visit.watch();
  expect(calls).not.toContain('make sample');
  expect(calls).toContain('use sample');
  expect(calls.slice(-3)).toEqual(replayed('ready-made'));
});

test('what goes wrong is shown where it is told', async () => {
  const refused = makePage({ isRefused: true });
  await refused.visit.watch();
  expect(refused.calls.at(-1)).toBe('go data');
  const failing = makePage({ isFailing: true });
  await failing.visit.watch();
  expect(failing.calls.at(-1)).toBe('go train');
  expect(failing.visit.isPreparing).toBe(false);
});

test('a person who goes elsewhere meanwhile is left there', async () => {
  const { visit, calls, router } = makePage();
  const watching = visit.watch();
  router.current = 'live';
  await watching;
  expect(calls).not.toContain('start');
  expect(router.current).toBe('live');
});

test('the guided way does what it shows, and goes on when the person says so and it is done', async () => {
  const { visit, calls, library, training } = makePage();
  await visit.show();
  expect(visit).toMatchObject({ stop: 'data', isReady: true });
  await visit.next();
  expect(visit).toMatchObject({ stop: 'train', isReady: true });
  training.isRunning = true;
  expect(visit.isReady).toBe(false);
  await visit.next();
  expect(visit.stop).toBe('train');
  training.isRunning = false;
  library.model = undefined;
  expect(visit.isReady).toBe(false);
  library.model = own;
  await visit.next();
  expect(visit).toMatchObject({ stop: 'evaluate', isReady: true });
  await visit.next();
  expect(visit.stop).toBe('simulate');
  await visit.next();
  expect(visit.stop).toBeUndefined();
  const shown = ['go train', 'train', 'go evaluate', 'go simulate', ...replayed('own')];
  expect(calls).toEqual(['go data', 'make sample', ...shown]);
});

test('the guided way can be left, and ends where there is no market', async () => {
  const { visit, calls } = makePage();
  await visit.show();
  visit.leave();
  await visit.next();
  expect(visit.stop).toBeUndefined();
  expect(calls).toEqual(['go data', 'make sample']);
  const refused = makePage({ isRefused: true });
  await refused.visit.show();
  expect(refused.visit.stop).toBeUndefined();
});
