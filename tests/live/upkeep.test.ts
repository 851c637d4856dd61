import { afterEach, beforeEach, expect, test } from 'vitest';
import type { EpochMs } from '../../src/core/bars/bars';
import type { ModelUpkeep } from '../../src/live/upkeep/drift';
import {
  compareAccounts,
  compareModels,
  pairAnswers,
} from '../../src/live/upkeep/champion-challenger';
import { openPaperAccount } from '../../src/live/paper/account';
import { createPaperAccount } from '../../src/storage/paper-accounts';
import { loadPaperRun } from '../../src/storage/paper-journal';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { LiveEvent } from '../../workers/api/live';
import type { LiveModel } from '../../src/live/ports';
import type { Exchange } from '../servers/binance-server';
import { minuteMs, startAt, startTestExchange } from '../servers/test-client';
import { openFresh } from '../storage/make-records';
import { makeLiveAccount, makeLiveModel } from './scene/make-model';
import { openLiveTab } from './scene/open-client';
import { createSteppedWorld } from './scene/stepped-world';

let exchange: Exchange;
let database: TabquantDatabase;

beforeEach(async () => {
  exchange = await startTestExchange();
  database = await openFresh();
  await open({});
});
afterEach(() => exchange.close());

/** The champion asks m1, as the watch list does. */
const open = (change: Parameters<typeof makeLiveAccount>[0]) =>
  createPaperAccount(
    database,
    openPaperAccount(makeLiveAccount({ createdAt: startAt, ...change }), minuteMs),
  );
const request = {
  interval: '1m',
  symbols: ['BTCUSDT'],
  models: { BTCUSDT: 'm1' },
  hasBookTicker: false,
  isRecording: false,
} as const;

function makeWorld(
  models: readonly LiveModel[] = [makeLiveModel('m1', 5), makeLiveModel('m2', 6)],
) {
  const events: LiveEvent[] = [];
  return {
    world: createSteppedWorld({ exchange, database, models }),
    take: (event: LiveEvent) => void events.push(event),
    /** The latest judgement of each model. */
    judged(): Record<string, ModelUpkeep | undefined> {
      const last = events.filter((event) => event.kind === 'upkeep').at(-1);
      return Object.fromEntries((last?.upkeep ?? []).map((upkeep) => [upkeep.modelId, upkeep]));
    },
  };
}

/** A model whose own bars end at a time. */
function makeTrained(id: string, seed: number, liveFrom: EpochMs): LiveModel {
  const model = makeLiveModel(id, seed);
  return {
    ...model,
    loadStandard: async (symbol) => ({ ...(await model.loadStandard(symbol)), liveFrom }),
  };
}

test('a challenger is judged beside the champion as soon as the back-fill is through', async () => {
  await open({ id: 'challenger', modelId: 'm2', role: 'challenger' });
  const { world, take, judged } = makeWorld();
  const { runner } = await openLiveTab(world, take, request);
  await expect.poll(() => Object.keys(judged()).sort()).toEqual(['m1', 'm2']);
  // A day of bars, less the 60 and some that features and network look back on, less the horizon.
  const upkeep = judged()['m2'];
  expect(upkeep?.labels).toBeGreaterThan(1290);
  expect(upkeep?.labels).toBeLessThan(1380);
  expect(upkeep?.verdict).not.toBe('too-early');
  await runner.stop();
});

test('bars up to the end of the test block are no live evidence, the first one after is', async () => {
  const { world, take, judged } = makeWorld([makeTrained('m1', 5, startAt - 50 * minuteMs)]);
  await world.advance(1500);
  const { runner } = await openLiveTab(world, take, request);
  // 50 bars that opened since, the last 10 of which have no label yet.
  await expect.poll(() => judged()['m1']).toMatchObject({ labels: 40, verdict: 'too-early' });
  await runner.stop();
});

test('a model that joins late is asked about the past bars that it was not made with', async () => {
  const late = makeTrained('m2', 6, startAt - 400 * minuteMs);
  const { world, take, judged } = makeWorld([makeLiveModel('m1', 5), late]);
  const { runner, accounts } = await openLiveTab(world, take, request);
  await world.advance(5 * minuteMs + 1500);
  await expect.poll(() => judged()['m1']).toBeDefined();
  expect(judged()['m2']).toBeUndefined();
  await accounts.add(makeLiveAccount({ id: 'late', modelId: 'm2', role: 'challenger' }));
  // 400 bars before the start and 5 since, less the horizon.
  await expect.poll(() => judged()['m2']?.labels).toBe(395);
  await accounts.remove('late');
  await world.advance(2 * minuteMs);
  expect(runner.counts()).toMatchObject({ inferences: runner.counts().closedBars });
  await runner.stop();
});

test('the model of an account that another tab trades is watched here, too', async () => {
  await open({ id: 'challenger', modelId: 'm2', role: 'challenger' });
  const first = makeWorld();
  const { runner } = await openLiveTab(first.world, first.take, request);
  const second = makeWorld();
  const viewer = await openLiveTab(first.world, second.take, request);
  await expect.poll(() => first.judged()['m2']).toBeDefined();
  await expect.poll(() => second.judged()['m2']).toBeDefined();
  expect(viewer.accounts.stored().every(({ isViewer }) => isViewer)).toBe(true);
  expect(second.judged()['m2']).toEqual({
    ...first.judged()['m2'],
    ageMs: second.judged()['m2']?.ageMs,
  });
  await viewer.runner.stop();
  await runner.stop();
});

test('champion and challenger are compared over all that both traded, a reload between or not', async () => {
  const { world, take } = makeWorld();
  const first = await openLiveTab(world, take, request);
  await world.advance(20 * minuteMs);
  await first.accounts.add(makeLiveAccount({ id: 'late', modelId: 'm2', role: 'challenger' }));
  await world.advance(30 * minuteMs + 1500);
  const compare = async () => {
    const runs = await Promise.all(['champion', 'late'].map((id) => loadPaperRun(database, id)));
    const [champion, challenger] = runs.map((run) => ({ ...run, trades: [] }));
    const options = { intervalMs: minuteMs, horizonBars: 10, liveFrom: 0 };
    const sample = pairAnswers(champion, challenger, options);
    return { accounts: compareAccounts(champion, challenger), ...compareModels(sample, 10) };
  };
  const before = await compare();
  expect(before).toMatchObject({
    accounts: { bars: 30, from: startAt + 20 * minuteMs },
    bars: 20,
    effectiveBars: 2,
    verdict: 'too-early',
  });
  first.kill();
  // Bars that are known too late for an order are answered all the same.
  await world.advance(5 * minuteMs);
  const second = await openLiveTab(world, take, request);
  await world.advance(25 * minuteMs);
  expect(await compare()).toMatchObject({ accounts: { bars: 60 }, bars: 50 });
  await second.runner.stop();
});
