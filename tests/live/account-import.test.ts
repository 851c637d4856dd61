import { afterEach, expect, test } from 'vitest';
import { readAccountFile, writeAccountFile } from '../../src/live/paper/account-file';
import { openPaperAccount } from '../../src/live/paper/account';
import { importPaperAccount, loadAccountFile } from '../../src/storage/paper-journal';
import { createPaperAccount } from '../../src/storage/paper-accounts';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { LiveModel } from '../../src/live/ports';
import type { Exchange } from '../servers/binance-server';
import { minuteMs, startAt, startTestExchange } from '../servers/test-client';
import { openFresh } from '../storage/make-records';
import { makeLiveAccount, makeLiveModel } from './scene/make-model';
import { openLiveTab } from './scene/open-client';
import { createSteppedWorld } from './scene/stepped-world';

const exchanges: Exchange[] = [];
afterEach(async () => {
  for (const exchange of exchanges.splice(0)) await exchange.close();
});

const hour = 60 * minuteMs;

/** An exchange of its own, and a database with an account; `trade` runs a session for an hour. */
async function openScene(models: readonly LiveModel[]) {
  const exchange = await startTestExchange();
  exchanges.push(exchange);
  await exchange.advance(30_000);
  const database = await openFresh();
  const account = makeLiveAccount({ createdAt: startAt });
  await createPaperAccount(database, openPaperAccount(account, minuteMs));
  const trade = async (on: TabquantDatabase): Promise<void> => {
    const world = createSteppedWorld({ exchange, database: on, models });
    const { runner } = await openLiveTab(world);
    await world.advance(hour);
    await runner.stop();
  };
  return { database, trade };
}

test('an exported account goes on in another browser as if it had stayed', async () => {
  const models = [makeLiveModel('m1', 5)];
  const stays = await openScene(models);
  await stays.trade(stays.database);
  await stays.trade(stays.database);

  const moves = await openScene(models);
  await moves.trade(moves.database);
  const before = await loadAccountFile(moves.database, 'champion');
  const elsewhere = await openFresh();
  await importPaperAccount(elsewhere, readAccountFile(writeAccountFile(before)), 'unused');
  expect(await loadAccountFile(elsewhere, 'champion')).toEqual(before);
  await moves.trade(elsewhere);

  const moved = await loadAccountFile(elsewhere, 'champion');
  expect(moved.equity).toHaveLength(120);
  expect(moved.trades.length).toBeGreaterThan(before.trades.length);
  expect(moved).toEqual(await loadAccountFile(stays.database, 'champion'));
});

test('an account whose model is not here opens no position', async () => {
  const { database, trade } = await openScene([]);
  await trade(database);
  const { trades, equity, state } = await loadAccountFile(database, 'champion');
  expect(equity).toHaveLength(60);
  expect(trades).toEqual([]);
  expect(state.engine.signals.signalCount).toBe(0);
});
