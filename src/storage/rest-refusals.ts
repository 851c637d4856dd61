import type { ExchangeRefusal } from '../core/exchange';
import { commit } from './database';
import type { TabquantDatabase } from './schema';
import { withStorageErrors } from './storage-error';

/**
 * Stores a refusal of an exchange in place of the one before, unless that one lasts longer; throws `StorageError`.
 * There is one per exchange, since an exchange counts requests per address.
 */
export async function saveRefusal(
  database: TabquantDatabase,
  exchangeId: string,
  refusal: ExchangeRefusal,
): Promise<void> {
  await commit(database, ['restRefusals'], 'keep how long to wait', async (transaction) => {
    const store = transaction.objectStore('restRefusals');
    const kept = await store.get(exchangeId);
    // Another tab may have been banned for longer meanwhile.
    if (kept === undefined || kept.until <= refusal.until) {
      await store.put({ id: exchangeId, ...refusal });
    }
  });
}

/** Returns the last refusal that was not deleted, even if it is over; throws `StorageError`. */
export async function loadRefusal(
  database: TabquantDatabase,
  exchangeId: string,
): Promise<ExchangeRefusal | undefined> {
  return withStorageErrors('load how long to wait', async () => {
    const stored = await database.get('restRefusals', exchangeId);
    if (stored === undefined) return undefined;
    const { kind, message, until, times, savedAt } = stored;
    return { kind, message, until, times, savedAt };
  });
}

/** Deletes the refusal, once the exchange answers again; throws `StorageError`. */
export async function deleteRefusal(database: TabquantDatabase, exchangeId: string): Promise<void> {
  await commit(database, ['restRefusals'], 'forget how long to wait', (transaction) =>
    transaction.objectStore('restRefusals').delete(exchangeId),
  );
}

/** Returns a `RefusalStore` for an exchange; if the database fails, requests continue without it. */
export function createRefusalStore(
  openDatabase: () => Promise<TabquantDatabase>,
  exchangeId: string,
) {
  const use = <Result>(
    work: (database: TabquantDatabase) => Promise<Result>,
  ): Promise<Result | undefined> =>
    openDatabase()
      .then(work)
      .catch(() => undefined);
  return {
    load: () => use((database) => loadRefusal(database, exchangeId)),
    save: (refusal: ExchangeRefusal) =>
      use((database) => saveRefusal(database, exchangeId, refusal)),
    clear: () => use((database) => deleteRefusal(database, exchangeId)),
  };
}
