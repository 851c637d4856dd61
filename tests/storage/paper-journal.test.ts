import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createPaperAccount,
  listPaperAccounts,
  loadPaperAccount,
  removePaperAccount,
  resetPaperAccount,
} from '../../src/storage/paper-accounts';
import {
  importPaperAccount,
  journalPaperSteps,
  loadAccountFile,
  loadPaperRun,
  loadPaperTrades,
} from '../../src/storage/paper-journal';
import { loadPaperEquity, makeEntry, makeTrade, openAccount } from './paper-records';
import { openFresh } from './make-records';
import { tradeAccount } from '../live/paper/export-account';

afterEach(() => vi.restoreAllMocks());

async function openTwoAccounts() {
  const database = await openFresh();
  const champion = openAccount({ id: 'a' });
  const challenger = openAccount({ id: 'b' });
  await createPaperAccount(database, champion);
  await createPaperAccount(database, challenger);
  return { database, champion, challenger };
}

describe('the journal of paper accounts', () => {
  it('keeps state, trades and equity of all accounts of a bar', async () => {
    const { database, champion, challenger } = await openTwoAccounts();
    await journalPaperSteps(database, [
      makeEntry(champion, 1, [makeTrade(0, 1)]),
      makeEntry(challenger, 1),
    ]);
    expect((await loadPaperAccount(database, 'a')).lastOpenTime).toBe(60_000);
    expect((await loadPaperAccount(database, 'b')).lastOpenTime).toBe(60_000);
    expect(await loadPaperTrades(database, 'a')).toEqual([makeTrade(0, 1)]);
    expect(await loadPaperTrades(database, 'b')).toEqual([]);
    const { time, equity } = await loadPaperEquity(database, 'b');
    expect([[...time], [...equity]]).toEqual([[60_000], [10_001]]);
  });

  it('gives a run as a whole, or only what came after a bar', async () => {
    const { database, champion } = await openTwoAccounts();
    const entries = [1, 2, 3].map((minute) => makeEntry(champion, minute));
    await journalPaperSteps(database, entries);
    const whole = await loadPaperRun(database, 'a');
    expect(whole.state.lastOpenTime).toBe(180_000);
    expect([...whole.equity]).toEqual([10_001, 10_002, 10_003]);
    const rest = await loadPaperRun(database, 'a', 120_000);
    expect(rest.state).toEqual(whole.state);
    expect([[...rest.time], [...rest.equity]]).toEqual([[180_000], [10_003]]);
    expect((await loadPaperRun(database, 'b')).time).toHaveLength(0);
    await expect(loadPaperRun(database, 'other')).rejects.toMatchObject({ kind: 'missing' });
  });

  it('lists trades in the order in which they were closed', async () => {
    const { database, champion } = await openTwoAccounts();
    const trades = [makeTrade(4, 5), makeTrade(2, 5), makeTrade(3, 4), makeTrade(10, 11)];
    await journalPaperSteps(database, [makeEntry(champion, 11, trades)]);
    const loaded = await loadPaperTrades(database, 'a');
    expect(loaded.map(({ entryIndex }) => entryIndex)).toEqual([3, 2, 4, 10]);
    const later = await loadPaperTrades(database, 'a', 3);
    expect(later.map(({ entryIndex }) => entryIndex)).toEqual([3, 4, 10]);
  });

  it.each(['paperTrades', 'paperEquity'])(
    'leaves every account before the bar when writing %s fails half-way',
    async (failing) => {
      const { database, champion, challenger } = await openTwoAccounts();
      await journalPaperSteps(database, [makeEntry(champion, 1), makeEntry(challenger, 1)]);
      const put = IDBObjectStore.prototype.put;
      vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
        this: IDBObjectStore,
        ...args: Parameters<IDBObjectStore['put']>
      ) {
        const isSecond = (args[0] as { readonly accountId?: string }).accountId === 'b';
        if (this.name === failing && isSecond) {
          throw new DOMException('no space', 'QuotaExceededError');
        }
        return put.apply(this, args);
      });
      const entries = [
        makeEntry(champion, 2, [makeTrade(1, 2)]),
        makeEntry(challenger, 2, [makeTrade(1, 2)]),
      ];
      await expect(journalPaperSteps(database, entries)).rejects.toMatchObject({ kind: 'quota' });
      vi.restoreAllMocks();
      for (const id of ['a', 'b']) {
        expect((await loadPaperAccount(database, id)).lastOpenTime).toBe(60_000);
        expect(await loadPaperTrades(database, id)).toEqual([]);
        expect((await loadPaperEquity(database, id)).time).toHaveLength(1);
      }
    },
  );

  it('writes nothing for any account when one of them is gone', async () => {
    const { database, champion } = await openTwoAccounts();
    const entries = [makeEntry(champion, 1), makeEntry(openAccount({ id: 'gone' }), 1)];
    await expect(journalPaperSteps(database, entries)).rejects.toMatchObject({ kind: 'missing' });
    expect((await loadPaperAccount(database, 'a')).lastOpenTime).toBeUndefined();
  });

  it('gives an account with what it did in its present run, all of one moment', async () => {
    const { database, champion } = await openTwoAccounts();
    await journalPaperSteps(database, [makeEntry(champion, 1, [makeTrade(0, 1)])]);
    const loading = loadAccountFile(database, 'a');
    const writing = journalPaperSteps(database, [makeEntry(champion, 2, [makeTrade(1, 2)])]);
    expect(await loading).toEqual({
      state: { ...champion, lastOpenTime: 60_000 },
      trades: [makeTrade(0, 1)],
      equity: [{ openTime: 60_000, equity: 10_001, close: 100 }],
    });
    await writing;
    await resetPaperAccount(database, openAccount({ id: 'a', createdAt: 9000 }));
    expect(await loadAccountFile(database, 'a')).toMatchObject({ trades: [], equity: [] });
    await expect(loadAccountFile(database, 'other')).rejects.toMatchObject({ kind: 'missing' });
  });
});

afterEach(() => vi.restoreAllMocks());

const file = tradeAccount({ bars: 60 });

it('an account that is not here comes with state, trades and equity as they were', async () => {
  const database = await openFresh();
  const { kind, account } = await importPaperAccount(database, file, 'new');
  expect([kind, account]).toEqual(['imported', file.state.account]);
  expect(file.trades.length).toBeGreaterThan(3);
  expect(await loadAccountFile(database, 'a')).toEqual(file);
});

it('the same account as of the same bar is here already, and nothing changes', async () => {
  const database = await openFresh();
  await importPaperAccount(database, file, 'new');
  expect(await importPaperAccount(database, file, 'new')).toMatchObject({ kind: 'here-already' });
  expect(await listPaperAccounts(database)).toHaveLength(1);
});

it('where the account has gone on or was removed, the file becomes another one, a challenger if need be', async () => {
  const database = await openFresh();
  const later = tradeAccount({ bars: 70 });
  await importPaperAccount(database, later, 'unused');
  const second = await importPaperAccount(database, file, 'second');
  expect(second.account).toMatchObject({
    id: 'second',
    name: 'Champion (imported)',
    role: 'challenger',
  });
  expect(await loadAccountFile(database, 'a')).toEqual(later);
  const { trades, equity } = await loadAccountFile(database, 'second');
  expect({ trades, equity }).toEqual({ trades: file.trades, equity: file.equity });

  await removePaperAccount(database, 'a', 1);
  const third = await importPaperAccount(database, later, 'third');
  expect(third).toMatchObject({ kind: 'imported', account: { id: 'third', role: 'champion' } });
});

it('a champion of another symbol takes no role away', async () => {
  const database = await openFresh();
  await createPaperAccount(database, openAccount({ id: 'eth', symbol: 'ETHUSDT' }));
  const { account } = await importPaperAccount(database, file, 'new');
  expect(account.role).toBe('champion');
});

it('nothing is kept when the last point of the equity cannot be', async () => {
  const database = await openFresh();
  const add = IDBObjectStore.prototype.add;
  vi.spyOn(IDBObjectStore.prototype, 'add').mockImplementation(function (
    this: IDBObjectStore,
    ...args: Parameters<IDBObjectStore['add']>
  ) {
    const { openTime } = args[0] as { readonly openTime?: number };
    if (openTime === file.state.lastOpenTime) {
      throw new DOMException('no space', 'QuotaExceededError');
    }
    return add.apply(this, args);
  });
  await expect(importPaperAccount(database, file, 'new')).rejects.toMatchObject({ kind: 'quota' });
  vi.restoreAllMocks();
  await expect(loadPaperAccount(database, 'a')).rejects.toMatchObject({ kind: 'missing' });
  expect(await database.count('paperTrades')).toBe(0);
  expect(await database.count('paperEquity')).toBe(0);
});
