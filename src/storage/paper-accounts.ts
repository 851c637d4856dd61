import * as v from 'valibot';
import type { EpochMs } from '../core/bars/bars';
import type { DamagedRecord } from '../core/library';
import { finite } from '../core/schema';
import { paperAccountStateSchema } from '../core/trading/account-schema';
import { fitRole, type PaperAccountState } from '../core/trading/paper-account';
import { commit, type WriteTransaction } from './database';
import type { StoredPaperAccount, TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';
import {
  checkRecord,
  damagedRecord,
  fits,
  readRecords,
  type RecordType,
  sortRecords,
} from './stored-records';

/**
 * Keeps a new account, in the role that it can have beside those of its symbol, and returns it as it is kept.
 * Throws `StorageError`, also where there is one of its id.
 */
export async function createPaperAccount(
  database: TabquantDatabase,
  asked: PaperAccountState,
): Promise<PaperAccountState> {
  const { id, name } = asked.account;
  return commit(database, ['paperAccounts'], `keep the account ${name}`, async (transaction) => {
    const state = await fitAmongListed(transaction, asked);
    await transaction.objectStore('paperAccounts').add({ id, run: 1, lastRun: 1, state, past: [] });
    return state;
  });
}

/** A paper account, as it is stored. */
export const accountSchema = v.object({
  id: v.string(),
  run: finite,
  lastRun: finite,
  state: paperAccountStateSchema,
  past: v.array(v.object({ run: finite, state: paperAccountStateSchema })),
  removedAt: v.optional(finite),
});

const accountType: RecordType<StoredPaperAccount> = {
  kind: 'account',
  schema: accountSchema,
  nameOf: (record, id) =>
    v.is(namedAccount, record) ? record.state.account.name : `account ${id.slice(0, 8)}`,
  advice: 'Remove it in the Data view; a file that it was exported to can be imported again.',
};

const namedAccount = v.object({ state: v.object({ account: v.object({ name: v.string() }) }) });

/** Returns a stored record that is an account; throws `StorageError` where it is gone or damaged. */
export function checkAccount(id: string, record: unknown): StoredPaperAccount {
  if (record === undefined) throw missingAccount();
  return checkRecord(accountType, id, record);
}

/** Whether a stored record is an account that is not removed. */
export function isListed(record: StoredPaperAccount): boolean {
  return fits(accountType, record) && record.removedAt === undefined;
}

/** That a row of the journal of an account, whose own record is whole, is unreadable. */
export function damagedJournal({ state }: StoredPaperAccount, problem: string): StorageError {
  const advice = 'Reset the account, which begins a new journal, or remove it.';
  return damagedRecord({ advice }, state.account.name, problem);
}

/** All accounts that are neither removed nor damaged, oldest first; throws `StorageError`. */
export async function listPaperAccounts(
  database: TabquantDatabase,
): Promise<readonly PaperAccountState[]> {
  return withStorageErrors('list the paper accounts', async () => {
    const { kept } = sortRecords(accountType, await readRecords(database, 'paperAccounts'));
    return kept
      .filter(({ removedAt }) => removedAt === undefined)
      .map(({ state }) => state)
      .sort((a, b) => a.account.createdAt - b.account.createdAt);
  });
}

/** Accounts whose record cannot be read, which are not traded; throws `StorageError`. */
export async function listDamagedAccounts(
  database: TabquantDatabase,
): Promise<readonly DamagedRecord[]> {
  return withStorageErrors('list the paper accounts', async () => {
    return sortRecords(accountType, await readRecords(database, 'paperAccounts')).damaged;
  });
}

/**
 * The account as of its last bar; throws `StorageError`: `missing` where there is none, `corrupt` where it does not
 * fit.
 */
export async function loadPaperAccount(
  database: TabquantDatabase,
  id: string,
): Promise<PaperAccountState> {
  return withStorageErrors('load the paper account', async () => {
    const stored = checkAccount(id, await database.get('paperAccounts', id));
    if (stored.removedAt !== undefined) throw missingAccount();
    return stored.state;
  });
}

/**
 * Puts other settings, roles or names in the place of the present ones: of all accounts, or, when
 * anything fails, of none. Throws `StorageError`.
 */
export async function replacePaperAccounts(
  database: TabquantDatabase,
  states: readonly PaperAccountState[],
): Promise<void> {
  await commit(database, ['paperAccounts'], 'change the paper account', async (transaction) => {
    const store = transaction.objectStore('paperAccounts');
    for (const state of states) {
      const stored = await store.get(state.account.id);
      if (stored === undefined) throw missingAccount();
      await store.put({ ...stored, state });
    }
  });
}

/**
 * Begins a new run of an account in `state`; the run before, its trades and its equity are kept for
 * `undoResetPaperAccount`. Throws `StorageError`.
 */
export async function resetPaperAccount(
  database: TabquantDatabase,
  state: PaperAccountState,
): Promise<void> {
  await change(database, state.account.id, 'reset the paper account', (stored) => ({
    ...stored,
    run: stored.lastRun + 1,
    lastRun: stored.lastRun + 1,
    state,
    past: [...stored.past, { run: stored.run, state: stored.state }],
  }));
}

/**
 * Goes back to the run before the last reset and returns its state, in the role that the account has now; what
 * was done since is deleted. Throws `StorageError`, `missing` where nothing was reset.
 */
export async function undoResetPaperAccount(
  database: TabquantDatabase,
  id: string,
): Promise<PaperAccountState> {
  return commit(database, accountStores, 'undo the reset', async (transaction) => {
    const store = transaction.objectStore('paperAccounts');
    const stored = checkAccount(id, await store.get(id));
    const before = stored.past.at(-1);
    if (before === undefined) {
      throw new StorageError('missing', 'There is no reset of this account to undo.');
    }
    await deleteRun(transaction, id, stored.run);
    // Others may have got or lost the role meanwhile.
    const { role } = stored.state.account;
    const state = { ...before.state, account: { ...before.state.account, role } };
    await store.put({ ...stored, ...before, state, past: stored.past.slice(0, -1) });
    return state;
  });
}

/** Removes an account; `restorePaperAccount` can restore it. Throws `StorageError`. */
export async function removePaperAccount(
  database: TabquantDatabase,
  id: string,
  now: EpochMs,
): Promise<void> {
  await change(database, id, 'remove the paper account', (stored) => ({
    ...stored,
    removedAt: now,
  }));
}

/**
 * Brings a removed account back, in the role that it can have beside those of its symbol, and returns it.
 * Throws `StorageError`, `missing` where it is purged.
 */
export async function restorePaperAccount(
  database: TabquantDatabase,
  id: string,
): Promise<PaperAccountState> {
  return commit(database, ['paperAccounts'], 'restore the paper account', async (transaction) => {
    const store = transaction.objectStore('paperAccounts');
    const { removedAt: _, ...stored } = checkAccount(id, await store.get(id));
    const state = await fitAmongListed(transaction, stored.state);
    await store.put({ ...stored, state });
    return state;
  });
}

/** Deletes accounts that were removed before a time, with all their runs; throws `StorageError`. */
export async function purgePaperAccounts(
  database: TabquantDatabase,
  removedBefore: EpochMs,
): Promise<void> {
  await commit(database, accountStores, 'delete removed paper accounts', async (transaction) => {
    const store = transaction.objectStore('paperAccounts');
    for (const { id, removedAt = Infinity } of await store.getAll()) {
      if (removedAt < removedBefore) await deleteAccount(transaction, id);
    }
  });
}

/** Deletes an account, which may be damaged, for good, with all its runs; throws `StorageError`. */
export async function deletePaperAccount(database: TabquantDatabase, id: string): Promise<void> {
  await commit(database, accountStores, 'delete the paper account', (transaction) =>
    deleteAccount(transaction, id),
  );
}

async function deleteAccount(transaction: WriteTransaction, id: string): Promise<void> {
  // An array is greater than any number.
  const everyRun = IDBKeyRange.bound([id], [id, []]);
  await transaction.objectStore('paperTrades').delete(everyRun);
  await transaction.objectStore('paperEquity').delete(everyRun);
  await transaction.objectStore('paperAccounts').delete(id);
}

const accountStores = ['paperAccounts', 'paperTrades', 'paperEquity'] as const;

/** Returns the range of all keys of one run of an account; in IndexedDB, an array is greater than any number. */
export function rangeOfRun(accountId: string, run: number): IDBKeyRange {
  return IDBKeyRange.bound([accountId, run], [accountId, run, []]);
}

export function missingAccount(): StorageError {
  return new StorageError('missing', 'This paper account no longer exists. Reload the page.');
}

async function fitAmongListed(
  transaction: WriteTransaction,
  state: PaperAccountState,
): Promise<PaperAccountState> {
  const stored = await transaction.objectStore('paperAccounts').getAll();
  const others = stored.filter(isListed).map((other) => other.state.account);
  return { ...state, account: fitRole(state.account, others) };
}

async function deleteRun(transaction: WriteTransaction, id: string, run: number): Promise<void> {
  await transaction.objectStore('paperTrades').delete(rangeOfRun(id, run));
  await transaction.objectStore('paperEquity').delete(rangeOfRun(id, run));
}

async function change(
  database: TabquantDatabase,
  id: string,
  action: string,
  update: (stored: StoredPaperAccount) => StoredPaperAccount,
): Promise<void> {
  await commit(database, ['paperAccounts'], action, async (transaction) => {
    const store = transaction.objectStore('paperAccounts');
    await store.put(update(checkAccount(id, await store.get(id))));
  });
}
