import type { EpochMs } from '../core/bars/bars';
import { fitRole, type PaperAccountState } from '../core/trading/paper-account';
import { commit, type WriteTransaction } from './database';
import type { StoredPaperAccount, TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';

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

/** All accounts that are not removed, oldest first; throws `StorageError`. */
export async function listPaperAccounts(
  database: TabquantDatabase,
): Promise<readonly PaperAccountState[]> {
  return withStorageErrors('list the paper accounts', async () => {
    const stored = await database.getAll('paperAccounts');
    return stored
      .filter(({ removedAt }) => removedAt === undefined)
      .map(({ state }) => state)
      .sort((a, b) => a.account.createdAt - b.account.createdAt);
  });
}

/** The account as of its last bar; throws `StorageError`, `missing` where there is none. */
export async function loadPaperAccount(
  database: TabquantDatabase,
  id: string,
): Promise<PaperAccountState> {
  return withStorageErrors('load the paper account', async () => {
    const stored = await database.get('paperAccounts', id);
    if (stored === undefined || stored.removedAt !== undefined) throw missingAccount();
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
    const stored = await store.get(id);
    const before = stored?.past.at(-1);
    if (stored === undefined || before === undefined) {
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

/** Removes an account; `restorePaperAccount` brings it back. Throws `StorageError`. */
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
    const found = await store.get(id);
    if (found === undefined) throw missingAccount();
    const { removedAt: _, ...stored } = found;
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
    for (const { id, run, past, removedAt = Infinity } of await store.getAll()) {
      if (removedAt >= removedBefore) continue;
      for (const other of [run, ...past.map((ended) => ended.run)]) {
        await deleteRun(transaction, id, other);
      }
      await store.delete(id);
    }
  });
}

const accountStores = ['paperAccounts', 'paperTrades', 'paperEquity'] as const;

/** Every key of one run of an account: an array is greater than any number. */
export function rangeOfRun(accountId: string, run: number): IDBKeyRange {
  return IDBKeyRange.bound([accountId, run], [accountId, run, []]);
}

export function missingAccount(): StorageError {
  return new StorageError('missing', 'There is no such paper account any more. Reload the page.');
}

async function fitAmongListed(
  transaction: WriteTransaction,
  state: PaperAccountState,
): Promise<PaperAccountState> {
  const stored = await transaction.objectStore('paperAccounts').getAll();
  const listed = stored.filter(({ removedAt }) => removedAt === undefined);
  const others = listed.map((other) => other.state.account);
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
    const stored = await store.get(id);
    if (stored === undefined) throw missingAccount();
    await store.put(update(stored));
  });
}
