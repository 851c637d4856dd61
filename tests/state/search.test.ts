import { afterAll, beforeEach, expect, test, vi } from 'vitest';
import { defaultTrainingOptions } from '../../src/core/models/options';
import type { SearchTry } from '../../src/core/search/search';
import { SearchState } from '../../src/state/search.svelte';
import { defaultTrainingChoices } from '../../src/state/training-choices';
import type { SearchEvent } from '../../workers/api/train';
import { makeDatasetInfo } from './make-dataset-info';

type Run = NonNullable<ConstructorParameters<typeof SearchState>[1]>;

const stored = new Map<string, string>();
vi.stubGlobal('localStorage', {
  getItem: (key: string) => stored.get(key) ?? null,
  setItem: (key: string, value: string) => void stored.set(key, value),
});
beforeEach(() => stored.clear());
afterAll(() => void vi.unstubAllGlobals());

const tries: readonly SearchTry[] = [
  { configuration: 0, rung: 0, score: 0.51, seconds: 10 },
  { configuration: 1, rung: 0, score: 0.53, seconds: 10 },
  { configuration: 2, rung: 0, score: NaN, seconds: 1, problem: 'too few bars' },
  { configuration: 1, rung: 1, score: 0.52, seconds: 30 },
];
const tell = (some: readonly SearchTry[]): SearchEvent => ({
  tries: some,
  seconds: some.reduce((sum, { seconds }) => sum + seconds, 0),
  running: undefined,
  backend: undefined,
  unrecorded: undefined,
});
const runAll: Run = (_request, _finished, _compute, onEvent) => {
  onEvent(tell(tries));
  return Promise.resolve(tries);
};

function open(run: Run = runAll, datasetId = 'bars') {
  const chosen: unknown[] = [];
  const started: string[] = [];
  const app = {
    library: { dataset: makeDatasetInfo({ id: datasetId, hasTaker: false, hasVolume: true }) },
    training: {
      choices: { ...defaultTrainingChoices, maxEpochs: 3, seed: 9 },
      choose: (change: unknown) => void chosen.push(change),
      start: () => Promise.resolve(void started.push('start')),
    },
  };
  return { search: new SearchState(app as never, run), chosen, started };
}

test('asks for what was chosen, and the features that the bars can give', async () => {
  const run = vi.fn<Run>(runAll);
  const { search } = open(run);
  search.choose({ minutes: 2, kinds: ['tcn'], presets: ['nine', 'all'] });
  await search.start();
  const [request, finished, compute] = run.mock.calls[0];
  expect([finished, compute]).toEqual([[], { backend: 'auto', workers: 'auto' }]);
  expect(request).toMatchObject({
    ...{ datasetId: 'bars', label: 'direction', horizonBars: 10, variesHorizon: false },
    ...{ kinds: ['tcn'], method: 'halving', budgetSeconds: 120 },
    options: { ...defaultTrainingOptions, maxEpochs: 3, seed: 9 },
  });
  const [nine, all] = request.featureSets;
  expect([nine.label, all.label]).toEqual(['The nine', 'All']);
  expect(nine.features).not.toContain('taker_buy_ratio');
  expect(nine.features).toContain('dollar_volume');
  expect(all.features.length).toBeGreaterThan(nine.features.length);
});

test('lists tries with the best on most bars first, and trains it on all of them', async () => {
  const { search, chosen, started } = open();
  await search.start();
  expect(search.tries.map(({ configuration, rung }) => [configuration, rung])).toEqual([
    ...[
      [1, 1],
      [1, 0],
      [0, 0],
      [2, 0],
    ],
  ]);
  expect(search.tries.map(({ isWinner }) => isWinner)).toEqual([true, false, false, false]);
  const [{ trained }] = search.tries;
  await search.useWinner();
  expect(started).toEqual(['start']);
  expect(chosen).toEqual([
    {
      spec: trained.spec,
      label: 'direction',
      horizonBars: 10,
      learningRate: trained.learningRate,
      maxEpochs: 3,
      seed: 9,
      features: trained.featureSet.features,
    },
  ]);
});

test('its tries outlive a reload, failures included, and belong to their dataset', async () => {
  await open().search.start();
  const { search } = open();
  expect(search.tries).toHaveLength(4);
  expect(search.tries[3].score).toBeNaN();
  expect([search.seconds, search.isUnfinished]).toEqual([51, false]);
  expect(open(runAll, 'others').search.tries).toEqual([]);
});

test('one that was cancelled can go on from its tries', async () => {
  const run = vi.fn<Run>((_request, _finished, _compute, onEvent, signal) => {
    onEvent(tell(tries.slice(0, 2)));
    return new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
    );
  });
  const { search } = open(run);
  const running = search.start();
  expect([search.isRunning, search.seconds, search.isUnfinished]).toEqual([true, 20, false]);
  search.cancel();
  await running;
  expect([search.isRunning, search.isUnfinished, search.failure]).toEqual([false, true, undefined]);
  const again = search.resume();
  expect(run.mock.calls[1][0]).toEqual(run.mock.calls[0][0]);
  expect(run.mock.calls[1][1]).toEqual(tries.slice(0, 2));
  search.cancel();
  await again;
});

test('does not start without a kind or features, and tells why it stopped', async () => {
  const { search } = open(() => Promise.reject(new Error('Another tab is running a search.')));
  search.choose({ kinds: [] });
  expect(search.problem).toBe('Tick at least one kind of model.');
  await search.start();
  expect(search.failure).toBeUndefined();
  search.choose({ kinds: ['tcn'], presets: [] });
  expect(search.problem).toBe('Tick at least one set of features.');
  search.choose({ presets: ['nine'] });
  await search.start();
  expect(search.failure).toBe('Another tab is running a search.');
});
