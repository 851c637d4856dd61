import type { IDBPTransaction, StoreNames } from 'idb';
import { announceChange } from './announce';
import type { TabquantDatabase, TabquantSchema } from './schema';
import { withStorageErrors } from './storage-error';

type Store = StoreNames<TabquantSchema>;

/** A read-write transaction over some stores. */
export type WriteTransaction = IDBPTransaction<TabquantSchema, Store[], 'readwrite'>;

/**
 * Runs `work` in one transaction over all `stores` and resolves when its writes are on disk: either
 * all of them are, or, when anything fails or the page dies, none. Then other tabs are told. Throws
 * `StorageError`.
 */
export async function commit<Result>(
  database: TabquantDatabase,
  stores: readonly Store[],
  action: string,
  work: (transaction: WriteTransaction) => Promise<Result>,
): Promise<Result> {
  return withStorageErrors(action, async () => {
    const transaction = database.transaction([...stores], 'readwrite', { durability: 'strict' });
    // `done` is awaited below; until then its rejection is not an unhandled one.
    transaction.done.catch(() => undefined);
    try {
      const result = await work(transaction);
      await transaction.done;
      announceChange(stores);
      return result;
    } catch (cause) {
      // A value that cannot be cloned throws without ending the transaction by itself.
      abort(transaction);
      throw transaction.error ?? cause;
    }
  });
}

function abort(transaction: WriteTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It had ended already.
  }
}
