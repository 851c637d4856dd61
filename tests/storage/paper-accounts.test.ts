import { describe, expect, it } from 'vitest';
import {
  createPaperAccount,
  listPaperAccounts,
  loadPaperAccount,
  purgePaperAccounts,
  removePaperAccount,
  replacePaperAccounts,
  resetPaperAccount,
  restorePaperAccount,
  undoResetPaperAccount,
} from '../../src/storage/paper-accounts';
import { journalPaperSteps, loadPaperTrades } from '../../src/storage/paper-journal';
import { loadPaperEquity, makeEntry, makeTrade, openAccount } from './paper-records';
import type { TabquantDatabase } from '../../src/storage/schema';
import { openFresh } from './make-records';

const missing = { name: 'StorageError', kind: 'missing' };

describe('paper accounts', () => {
  it('come back as they were made, oldest first', async () => {
    const database = await openFresh();
    const newer = openAccount({ id: 'b', symbol: 'ETHUSDT', createdAt: 2000 });
    const older = openAccount({ id: 'a', createdAt: 1000 });
    await createPaperAccount(database, newer);
    await createPaperAccount(database, older);
    expect(await listPaperAccounts(database)).toEqual([older, newer]);
    expect(await loadPaperAccount(database, 'b')).toEqual(newer);
  });

  it('are not made twice, and one that is not there is missing', async () => {
    const database = await openFresh();
    await createPaperAccount(database, openAccount());
    await expect(createPaperAccount(database, openAccount())).rejects.toMatchObject({
      name: 'StorageError',
    });
    await expect(loadPaperAccount(database, 'other')).rejects.toMatchObject(missing);
    await expect(replacePaperAccounts(database, [openAccount({ id: 'b' })])).rejects.toMatchObject(
      missing,
    );
  });

  it('take other settings', async () => {
    const database = await openFresh();
    await createPaperAccount(database, openAccount());
    const changed = openAccount({ name: 'Renamed' });
    await replacePaperAccounts(database, [changed]);
    expect(await loadPaperAccount(database, 'a')).toEqual(changed);
  });

  it('that are removed can be restored until they are purged', async () => {
    const database = await openFresh();
    await createPaperAccount(database, openAccount());
    await journalPaperSteps(database, [makeEntry(openAccount(), 1, [makeTrade(0, 1)])]);
    await removePaperAccount(database, 'a', 5000);
    expect(await listPaperAccounts(database)).toEqual([]);
    await expect(loadPaperAccount(database, 'a')).rejects.toMatchObject(missing);

    await purgePaperAccounts(database, 5000);
    await restorePaperAccount(database, 'a');
    expect(await loadPaperTrades(database, 'a')).toHaveLength(1);

    await removePaperAccount(database, 'a', 6000);
    await purgePaperAccounts(database, 6001);
    await expect(restorePaperAccount(database, 'a')).rejects.toMatchObject(missing);
    expect(await database.count('paperTrades')).toBe(0);
    expect(await database.count('paperEquity')).toBe(0);
  });
});

describe('roles', () => {
  const roleOf = async (database: TabquantDatabase, id: string) =>
    (await loadPaperAccount(database, id)).account.role;

  it('the first account of a symbol is its champion, a second champion a challenger', async () => {
    const database = await openFresh();
    const first = await createPaperAccount(database, openAccount({ role: 'challenger' }));
    const second = await createPaperAccount(database, openAccount({ id: 'b' }));
    expect([first.account.role, second.account.role]).toEqual(['champion', 'challenger']);
    expect(await listPaperAccounts(database)).toEqual([first, second]);
  });

  it('a champion that comes back after another was made is a challenger', async () => {
    const database = await openFresh();
    await createPaperAccount(database, openAccount());
    await removePaperAccount(database, 'a', 5000);
    await createPaperAccount(database, openAccount({ id: 'b' }));
    const restored = await restorePaperAccount(database, 'a');
    expect(restored).toEqual(openAccount({ role: 'challenger' }));
    expect(await loadPaperAccount(database, 'a')).toEqual(restored);
    expect(await roleOf(database, 'b')).toBe('champion');
  });

  it('a champion that comes back to challengers alone is their champion again', async () => {
    const database = await openFresh();
    await createPaperAccount(database, openAccount());
    await createPaperAccount(database, openAccount({ id: 'b', role: 'challenger' }));
    await removePaperAccount(database, 'a', 5000);
    expect((await restorePaperAccount(database, 'a')).account.role).toBe('champion');
    expect(await roleOf(database, 'b')).toBe('challenger');
  });

  it('a reset that is undone leaves roles that were swapped since', async () => {
    const database = await openFresh();
    await createPaperAccount(database, openAccount());
    await createPaperAccount(database, openAccount({ id: 'b', role: 'challenger' }));
    await resetPaperAccount(database, openAccount({ createdAt: 9000 }));
    await replacePaperAccounts(database, [
      openAccount({ role: 'challenger' }),
      openAccount({ id: 'b' }),
    ]);
    expect(await undoResetPaperAccount(database, 'a')).toEqual(openAccount({ role: 'challenger' }));
    expect(await roleOf(database, 'b')).toBe('champion');
  });
});

describe('a reset', () => {
  it('begins a new run, and undone brings state, trades and equity back', async () => {
    const database = await openFresh();
    const state = openAccount();
    await createPaperAccount(database, state);
    await journalPaperSteps(database, [makeEntry(state, 1, [makeTrade(0, 1)])]);
    await resetPaperAccount(database, openAccount({ createdAt: 9000 }));
    expect(await loadPaperTrades(database, 'a')).toEqual([]);
    expect((await loadPaperEquity(database, 'a')).time).toHaveLength(0);

    await journalPaperSteps(database, [makeEntry(openAccount({ createdAt: 9000 }), 3)]);
    const restored = await undoResetPaperAccount(database, 'a');
    expect(restored).toEqual({ ...state, lastOpenTime: 60_000 });
    expect(await loadPaperAccount(database, 'a')).toEqual(restored);
    expect(await loadPaperTrades(database, 'a')).toEqual([makeTrade(0, 1)]);
    expect([...(await loadPaperEquity(database, 'a')).equity]).toEqual([10_001]);
    expect(await database.count('paperEquity')).toBe(1);
  });

  it('never uses a run number again, so that no figure of an undone run can come back', async () => {
    const database = await openFresh();
    await createPaperAccount(database, openAccount());
    await resetPaperAccount(database, openAccount());
    await undoResetPaperAccount(database, 'a');
    await resetPaperAccount(database, openAccount());
    expect(await database.get('paperAccounts', 'a')).toMatchObject({
      run: 3,
      past: [{ run: 1 }],
    });
  });

  it('that was not made cannot be undone', async () => {
    const database = await openFresh();
    await createPaperAccount(database, openAccount());
    await expect(undoResetPaperAccount(database, 'a')).rejects.toMatchObject(missing);
  });
});
