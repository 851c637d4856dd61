import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPaperAccount } from '../../src/live/paper/account';
import { createPaperAccount, loadPaperAccount } from '../../src/storage/paper-accounts';
import { loadPaperTrades } from '../../src/storage/paper-journal';
import { loadPaperEquity } from '../storage/paper-records';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { Exchange } from '../servers/binance-server';
import { minuteMs, startAt } from '../servers/test-client';
import { makeLiveAccount } from './scene/make-model';
import { openLiveTab } from './scene/open-client';
import { openLiveScene } from './scene/open-scene';
import { type SteppedWorld } from './scene/stepped-world';

let exchange: Exchange;
let database: TabquantDatabase;
let world: SteppedWorld;

beforeEach(async () => {
  ({ exchange, database, world } = await openLiveScene());
  await world.advance(30_000);
});
afterEach(() => exchange.close());

test('a second tab looks on, follows, and trades from the bar at which the first ends', async () => {
  const first = await openLiveTab(world);
  const second = await openLiveTab(world);
  await world.advance(5 * minuteMs);
  expect(first.accounts.stored()[0].isViewer).toBe(false);
  const [viewed] = second.accounts.stored();
  expect(viewed.isViewer).toBe(true);
  expect(viewed.state).toEqual(await loadPaperAccount(database, 'champion'));
  expect(viewed.state.engine.record.bars).toBe(5);

  first.kill();
  await world.advance(5 * minuteMs);
  expect(second.accounts.stored()[0].isViewer).toBe(false);
  await second.runner.stop();
  const { time } = await loadPaperEquity(database, 'champion');
  expect([...time]).toEqual(Array.from({ length: 10 }, (_, bar) => startAt + bar * minuteMs));
});

test('a viewer changes nothing, and says why', async () => {
  await openLiveTab(world);
  const second = await openLiveTab(world);
  const busy = {
    name: 'AccountBusyError',
    message: expect.stringContaining('Another tab') as string,
  };
  await expect(second.accounts.reset('champion')).rejects.toMatchObject(busy);
  await expect(second.accounts.remove('champion')).rejects.toMatchObject(busy);
  expect((await loadPaperAccount(database, 'champion')).account.createdAt).toBe(startAt);
});

test('a reset starts anew at once, and its undo goes on with the bars that were missed', async () => {
  const { accounts, runner } = await openLiveTab(world);
  await world.advance(40 * minuteMs);
  const before = await loadPaperTrades(database, 'champion');
  expect(before.length).toBeGreaterThan(3);

  await accounts.reset('champion');
  await world.advance(3 * minuteMs);
  expect(await loadPaperTrades(database, 'champion')).toHaveLength(0);
  expect((await loadPaperEquity(database, 'champion')).time).toHaveLength(3);

  await accounts.undoReset('champion');
  await world.advance(minuteMs);
  await runner.stop();
  expect((await loadPaperTrades(database, 'champion')).slice(0, before.length)).toEqual(before);
  const { time } = await loadPaperEquity(database, 'champion');
  expect([...time]).toEqual(Array.from({ length: 44 }, (_, bar) => startAt + bar * minuteMs));
});

test('a challenger that joins trades from the next bar on, with a model that was not there', async () => {
  const { accounts, runner } = await openLiveTab(world);
  await world.advance(5 * minuteMs);
  await accounts.add(makeLiveAccount({ id: 'new', modelId: 'm2', role: 'challenger' }));
  await world.advance(30 * minuteMs);
  const state = accounts.stored().find(({ state }) => state.account.id === 'new');
  expect(state?.state.engine.record.bars).toBe(30);
  expect(state?.state.engine.record.trades).toBeGreaterThan(0);

  await accounts.remove('new');
  await world.advance(minuteMs);
  expect(accounts.stored().map(({ state }) => state.account.id)).toEqual(['champion']);
  await accounts.restore('new');
  await world.advance(2 * minuteMs);
  await runner.stop();
  expect((await loadPaperEquity(database, 'new')).time).toHaveLength(33);
});

test('an account whose symbol nobody watches stands still and can be reset all the same', async () => {
  const { ports } = world.openTab();
  await createPaperAccount(
    database,
    openPaperAccount(makeLiveAccount({ id: 'other', symbol: 'OLDUSDT', createdAt: 1 }), minuteMs),
  );
  const { accounts } = await openLiveTab(world);
  expect(accounts.stored().map(({ state }) => state.account.id)).toEqual(['champion']);
  await accounts.reset('other');
  expect((await loadPaperAccount(database, 'other')).account.createdAt).toBe(ports.clock.now());
});
