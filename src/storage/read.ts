import type { IDBPTransaction, StoreNames } from 'idb';
import type { TabquantDatabase, TabquantSchema } from './schema';

type Store = StoreNames<TabquantSchema>;

/** A read-only transaction over some stores. */
export type ReadTransaction = IDBPTransaction<TabquantSchema, Store[], 'readonly'>;

/** Runs `work` in one transaction over all `stores`, so that what it reads is of one moment. */
export async function read<Result>(
  database: TabquantDatabase,
  stores: readonly Store[],
  work: (transaction: ReadTransaction) => Promise<Result>,
): Promise<Result> {
  const transaction = database.transaction([...stores]);
  // A read that fails ends the transaction and tells so itself: `done` need not tell it again.
  transaction.done.catch(() => undefined);
  return work(transaction);
}
