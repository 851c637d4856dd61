import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createPaperAccount,
  loadPaperAccount,
  resetPaperAccount,
} from '../../src/storage/paper-accounts';
import {
  journalPaperSteps,
  loadAccountFile,
  loadPaperRun,
  loadPaperTrades,
} from '../../src/storage/paper-journal';
import { loadPaperEquity } from './load-equity';
import { openFresh } from './make-records';
import { makeEntry, makeTrade, openAccount } from './paper-records';

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
      equity: [{ openTime: 60_000, equity: 10_001 }],
    });
    await writing;
    await resetPaperAccount(database, openAccount({ id: 'a', createdAt: 9000 }));
    expect(await loadAccountFile(database, 'a')).toMatchObject({ trades: [], equity: [] });
    await expect(loadAccountFile(database, 'other')).rejects.toMatchObject({ kind: 'missing' });
  });
});
