import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { choose } from '../../src/core/trading/choice';
import { suitSettings, type TradingSettings } from '../../src/core/trading/settings';
import { ownRule } from '../../src/core/trading/strategies/own-rule';
import { probabilityThresholds } from '../../src/core/trading/strategies/thresholds';
import { smaCross } from '../../src/core/trading/strategies/sma-cross';
import { openDatabase } from '../../src/storage/database';
import { saveModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import type { TabquantDatabase } from '../../src/storage/schema';
import { loadLedger } from '../../src/storage/trials';
import type { DecideByRule, SessionEvent } from '../../workers/api/session';
import { replayApi } from '../../workers/replay';
import { makeWalk, toBars } from '../live/walk';
import { makeDataset, makeModel, makeWeights } from '../storage/make-records';
import { decideNothing } from './decide-nothing';

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

/** Decides by rules of a person's own; set by the tests that have one. */
let decide: DecideByRule = decideNothing;

const open = (change: Partial<typeof request> = {}) =>
  replayApi.open({ ...request, ...change }, (event) => void events.push(event), decide);

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

test("a rule of one's own is traded and counted by its text, and not where it fails", async () => {
  const asked: string[] = [];
  decide = (text, { range }) => {
    asked.push(text);
    if (text === 'broken') {
      return Promise.resolve({ kind: 'failed', problem: { message: 'no', line: 1 } });
    }
    const decisions = new Float64Array(range.end - range.start);
    for (let at = 0; at < decisions.length; at += 50) decisions[at] = text === 'long' ? 2 : -2;
    return Promise.resolve({ kind: 'decided', decisions });
  };
  const follow = (text: string): TradingSettings => ({
    ...request.settings,
    strategy: choose(ownRule, { text, lookBackBars: 20 }),
  });
  await open({ settings: follow('long') });
  replayApi.seek(bars);
  await vi.waitFor(async () => expect(await listTried()).toHaveLength(1), waitMs);
  await replayApi.configure(follow('broken'));
  await replayApi.configure(follow('short'));
  await vi.waitFor(async () => expect(await listTried()).toHaveLength(2), waitMs);
  expect(asked).toEqual(['long', 'broken', 'short']);
  const [long, short] = (await loadLedger(database)).trials;
  expect(long.key).toContain('"text":"long"');
  expect(short.key).toContain('"text":"short"');
  await vi.waitFor(() => {
    const frames = events.flatMap((event) => (event.kind === 'frame' ? [event] : []));
    const sides = frames.filter(({ trades }) => trades.length > 0).at(-1)?.trades ?? [];
    expect(new Set(sides.map(({ side }) => side))).toEqual(new Set([-1]));
  }, waitMs);
  decide = decideNothing;
});

test('a strategy without a model is replayed over all bars, and recorded as its own', async () => {
  const { modelId: _, ...own } = request;
  const settings = { ...own.settings, strategy: choose(smaCross, { fast: 5, slow: 20 }) };
  const opened = await replayApi.open(
    { ...own, settings },
    (event) => void events.push(event),
    decideNothing,
  );
  expect(opened.range).toEqual({ start: 0, end: bars });
  expect(opened.probability.every(Number.isNaN)).toBe(true);
  replayApi.seek(bars);
  const name = 'SMA cross 5 20, 11.0 bps a side';
  await vi.waitFor(async () => expect(await listTried()).toEqual([name]), waitMs);
  expect((await loadLedger(database)).trials[0].modelId).toBeUndefined();
  const explained = await replayApi.explain(100, () => undefined);
  expect(explained).toMatchObject({ signal: 'NEUTRAL', input: undefined });
});

test('a question is given up where another one follows, or where a person cancels it', async () => {
  await open({ playhead: bars });
  // So much time passes with each look at the clock that a slice is over after each step.
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => (now += 100));
  const told: number[] = [];
  const first = replayApi.studyPaths((fraction) => told.push(fraction));
  const second = replayApi.studyPaths(() => undefined);
  expect(await first).toBeUndefined();
  expect(told).toEqual([0]);
  expect((await second)?.capital).toBe(request.settings.capital);
  const cancelled = replayApi.explain(bars - 1, () => undefined);
  replayApi.cancelQuestion();
  expect(await cancelled).toBeUndefined();
});
