import { afterEach, expect, test } from 'vitest';
import { createRandom } from '../../src/core/random';
import { openPaperAccount } from '../../src/core/live/paper-trading';
import { createPaperAccount, loadPaperAccount } from '../../src/storage/paper-accounts';
import { loadPaperEquity, loadPaperTrades } from '../../src/storage/paper-journal';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { Exchange } from '../servers/binance-server';
import { minuteMs, startAt, startTestExchange } from '../servers/test-client';
import { openFresh } from '../storage/make-records';
import { makeLiveAccount, makeLiveModel } from './make-model';
import { openLiveTab, type LiveTab } from './open-client';
import { createSteppedWorld } from './stepped-world';

const exchanges: Exchange[] = [];
afterEach(async () => {
  for (const exchange of exchanges.splice(0)) await exchange.close();
});

const models = [makeLiveModel('m1', 5), makeLiveModel('m2', 6)];
const accountIds = ['champion', 'challenger'];
const bars = 120;

/** A tab dies `at` ms after the start, or with the first write after that, and comes back later. */
interface Crash {
  readonly at: number;
  readonly writing?: 'before' | 'after';
  readonly awayMs: number;
}

/** Returns what is on disk of the accounts after `bars` minutes. */
async function runSession(crashes: readonly Crash[]) {
  const exchange = await startTestExchange();
  exchanges.push(exchange);
  const database = await openFresh();
  const createdAt = startAt + 10_000;
  const accounts = [
    makeLiveAccount({ createdAt }),
    makeLiveAccount({ id: 'challenger', modelId: 'm2', role: 'challenger', createdAt }),
  ];
  for (const account of accounts) {
    await createPaperAccount(database, openPaperAccount(account, minuteMs));
  }
  const world = createSteppedWorld({ exchange, database, models });
  await world.advance(10_000);
  let tab: LiveTab = await openLiveTab(world);
  for (const { at, writing, awayMs } of crashes) {
    await world.advance(Math.max(0, startAt + at - world.now()));
    if (writing === undefined) tab.kill();
    else {
      tab.killWriting(writing);
      await world.advance(minuteMs);
    }
    await world.advance(awayMs);
    tab = await openLiveTab(world);
  }
  await world.advance(startAt + bars * minuteMs + 5000 - world.now());
  expect(tab.runner.state().kind).toBe('live');
  await tab.runner.stop();
  return readAccounts(database);
}

async function readAccounts(database: TabquantDatabase) {
  const read = async (id: string) => ({
    state: await loadPaperAccount(database, id),
    trades: await loadPaperTrades(database, id),
    equity: await loadPaperEquity(database, id),
  });
  return Promise.all(accountIds.map(read));
}

test('a session that dies at 20 random moments ends as one that was not disturbed', async () => {
  const random = createRandom(11);
  const crashes = Array.from({ length: 20 }, (_, index): Crash => {
    const writing = ([undefined, 'before', 'after'] as const)[index % 3];
    const at = minuteMs * (2 + 5.5 * index) + random.below(minuteMs);
    return { at, writing, awayMs: [0, 1, 900, 20_000, 150_000][random.below(5)] };
  });
  const undisturbed = await runSession([]);
  const [{ trades }] = undisturbed;
  expect(trades.length).toBeGreaterThan(10);
  expect(await runSession(crashes)).toEqual(undisturbed);
});

test('bars that were missed for longer than the horizon are traded without an opinion', async () => {
  const [champion] = await runSession([{ at: 30 * minuteMs, awayMs: 60 * minuteMs }]);
  // The position at the time of the crash left by its rule; nothing was opened until the return.
  const entries = champion.trades.map(({ entryTime }) => (entryTime - startAt) / minuteMs);
  expect(entries.filter((minute) => minute > 31 && minute < 75)).toEqual([]);
  expect(entries.some((minute) => minute >= 75)).toBe(true);
  expect(champion.equity.time).toHaveLength(bars);
});
