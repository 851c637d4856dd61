import { afterEach, expect, it, vi } from 'vitest';
import { importPaperAccount } from '../../src/storage/import-account';
import {
  createPaperAccount,
  listPaperAccounts,
  loadPaperAccount,
  removePaperAccount,
} from '../../src/storage/paper-accounts';
import { loadAccountFile } from '../../src/storage/paper-journal';
import { tradeAccount } from '../core/live/account-file/trade-account';
import { openFresh } from './make-records';
import { openAccount } from './paper-records';

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
