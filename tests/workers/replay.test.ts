import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { choose } from '../../src/core/trading/choice';
import { suitSettings, type TradingSettings } from '../../src/core/trading/settings';
import { probabilityThresholds } from '../../src/core/trading/strategies/thresholds';
import { openDatabase } from '../../src/storage/database';
import { saveModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import type { TabquantDatabase } from '../../src/storage/schema';
import { loadLedger } from '../../src/storage/trials';
import type { SessionEvent } from '../../workers/api/session';
import { replayApi } from '../../workers/replay';
import { makeWalk, toBars } from '../live/walk';
import { makeDataset, makeModel, makeWeights } from '../storage/make-records';

const bars = 4000;
const start = 1000;

let database: TabquantDatabase;
let events: SessionEvent[];
let request: Parameters<typeof replayApi.open>[0];

function trade(long: number): TradingSettings {
  const strategy = choose(probabilityThresholds, { long, short: Number((1 - long).toFixed(2)) });
  return { ...suitSettings({}, { horizonBars: 10 }), strategy };
}

beforeEach(async () => {
  database = await openDatabase();
  await database.clear('trials');
  const { id } = await saveDataset(database, makeDataset({ bars: toBars(makeWalk(bars)) }));
  const model = makeModel(id, { outOfSample: { start, end: bars } });
  const probability = Float32Array.from({ length: bars }, (_, bar) => 0.5 + 0.1 * Math.sin(bar));
  await saveModel(database, model, makeWeights(), probability);
  events = [];
  request = {
    datasetId: id,
    modelId: model.id,
    settings: trade(0.55),
    speed: 'max',
    backend: 'cpu',
  };
});

afterEach(() => vi.restoreAllMocks());

const open = (change: Partial<typeof request> = {}) =>
  replayApi.open({ ...request, ...change }, (event) => void events.push(event));

const listTried = async () => (await loadLedger(database)).trials.map(({ name }) => name);

/** A try is recorded in the background, which may take long on a busy machine. */
const waitMs = 10_000;

test('settings whose results were seen are recorded with the whole period, each once', async () => {
  await open();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  replayApi.configure(trade(0.6));
  vi.advanceTimersByTime(10_000);
  vi.useRealTimers();
  replayApi.configure(trade(0.56));
  replayApi.start();
  await vi.waitFor(async () => expect(await listTried()).toHaveLength(1), waitMs);
  const [trial] = (await loadLedger(database)).trials;
  expect(trial).toMatchObject({ kind: 'simulated', auc: 0.5, modelId: request.modelId });
  expect((trial.to - trial.from) / 60_000 + 1).toBe(bars - start);
  expect(trial.returns.some((value) => value !== 0)).toBe(true);

  // Those that a slider passes on its way are not seen.
  replayApi.configure(trade(0.57));
  replayApi.configure(trade(0.58));
  await vi.waitFor(async () => expect(await listTried()).toHaveLength(2), waitMs);
  replayApi.restart();
  replayApi.start();
  replayApi.seek(start + 10);
  replayApi.configure(trade(0.55));
  await vi.waitFor(async () => expect(await listTried()).toHaveLength(3), waitMs);
  expect(await listTried()).toEqual([
    'a model · Probability thresholds 0.56 0.44, 11.0 bps a side',
    'a model · Probability thresholds 0.58 0.42, 11.0 bps a side',
    'a model · Conservative, 11.0 bps a side',
  ]);
  replayApi.stop();
});

test('a replay that opens past its start, or is moved there, is seen', async () => {
  await open({ playhead: start + 5 });
  await vi.waitFor(async () => expect(await listTried()).toHaveLength(1), waitMs);
  await open({ settings: trade(0.56) });
  replayApi.seek(start);
  replayApi.seek(start + 1);
  await vi.waitFor(async () => expect(await listTried()).toHaveLength(2), waitMs);
});

test('a try that cannot be recorded is told, and the replay goes on', async () => {
  const add = vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(() => {
    throw new DOMException('no space', 'QuotaExceededError');
  });
  await open();
  replayApi.start();
  await vi.waitFor(() => expect(events.map(({ kind }) => kind)).toContain('trial-failed'));
  await vi.waitFor(() => expect(events.map(({ kind }) => kind)).toContain('ended'));
  add.mockRestore();
  replayApi.seek(start + 1);
  await vi.waitFor(async () => expect(await listTried()).toHaveLength(1), waitMs);
});
