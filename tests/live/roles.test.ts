import { afterEach, beforeEach, expect, test } from 'vitest';
import { openPaperAccount } from '../../src/live/paper/account';
import { createPaperAccount, loadPaperAccount } from '../../src/storage/paper-accounts';
import { loadPaperEquity } from '../storage/paper-records';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { Exchange } from '../servers/binance-server';
import { minuteMs, startAt, startTestExchange } from '../servers/test-client';
import { openFresh } from '../storage/make-records';
import { makeLiveAccount, makeLiveModel } from './scene/make-model';
import { openLiveTab, type LiveTab } from './scene/open-client';
import { createSteppedWorld, type SteppedWorld } from './scene/stepped-world';

let exchange: Exchange;
let database: TabquantDatabase;
let world: SteppedWorld;

beforeEach(async () => {
  exchange = await startTestExchange();
  database = await openFresh();
  for (const [id, role] of [
    ['a', 'champion'],
    ['b', 'challenger'],
  ] as const) {
    await createPaperAccount(
      database,
      openPaperAccount(makeLiveAccount({ id, role, createdAt: startAt }), minuteMs),
    );
  }
  world = createSteppedWorld({ exchange, database, models: [makeLiveModel('m1', 5)] });
  await world.advance(30_000);
});
afterEach(() => exchange.close());

const swapped = { a: 'challenger', b: 'champion' } as const;
const storedRoles = async () => [
  (await loadPaperAccount(database, 'a')).account.role,
  (await loadPaperAccount(database, 'b')).account.role,
];
const keptRoles = ({ accounts }: LiveTab) =>
  accounts.stored().map(({ state }) => state.account.role);

test('roles are swapped on disk and in every tab, and bars go on being traded', async () => {
  const first = await openLiveTab(world);
  const second = await openLiveTab(world);
  await world.advance(5 * minuteMs);
  await first.accounts.assignRoles(swapped);
  expect(await storedRoles()).toEqual(['challenger', 'champion']);
  await world.settle();
  expect(keptRoles(first)).toEqual(['challenger', 'champion']);
  expect(keptRoles(second)).toEqual(['challenger', 'champion']);

  await world.advance(5 * minuteMs);
  await first.runner.stop();
  expect(await storedRoles()).toEqual(['challenger', 'champion']);
  for (const id of ['a', 'b']) {
    const { time } = await loadPaperEquity(database, id);
    expect([...time]).toEqual(Array.from({ length: 10 }, (_, bar) => startAt + bar * minuteMs));
  }
  await second.runner.stop();
});

test('where one account is gone, the other keeps its role', async () => {
  const { accounts } = await openLiveTab(world);
  await expect(accounts.assignRoles({ ...swapped, gone: 'champion' })).rejects.toThrow(
    'This paper account no longer exists',
  );
  expect(await storedRoles()).toEqual(['champion', 'challenger']);
});

test('where another tab trades them, nothing changes', async () => {
  await openLiveTab(world);
  const second = await openLiveTab(world);
  await expect(second.accounts.assignRoles(swapped)).rejects.toMatchObject({
    name: 'AccountBusyError',
  });
  expect(await storedRoles()).toEqual(['champion', 'challenger']);
});

test('a write that fails leaves both accounts as they were, in the session too', async () => {
  const { ports } = world.openTab();
  const tab = await openLiveTab({
    ...world,
    openTab: () => ({
      ...world.openTab(),
      ports: {
        ...ports,
        accounts: {
          ...ports.accounts,
          replace: () => Promise.reject(new Error('The disk is full.')),
        },
      },
    }),
  });
  await world.advance(2 * minuteMs);
  await expect(tab.accounts.assignRoles(swapped)).rejects.toThrow('The disk is full.');
  await world.advance(2 * minuteMs);
  expect(keptRoles(tab)).toEqual(['champion', 'challenger']);
  await tab.runner.stop();
  expect(await storedRoles()).toEqual(['champion', 'challenger']);
  expect((await loadPaperEquity(database, 'a')).time).toHaveLength(4);
});
