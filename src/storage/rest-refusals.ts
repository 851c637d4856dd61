import type { ExchangeRefusal } from '../core/exchange';
import { commit } from './database';
import type { TabquantDatabase } from './schema';
import { withStorageErrors } from './storage-error';

/**
 * Keeps a refusal of an exchange in the place of the one before, unless that one lasts longer; throws
 * `StorageError`. An exchange counts an address, and a browser has one.
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

/** Returns the last refusal that was not lifted, over or not; throws `StorageError`. */
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

/** The exchange answers again; throws `StorageError`. */
export async function deleteRefusal(database: TabquantDatabase, exchangeId: string): Promise<void> {
  await commit(database, ['restRefusals'], 'forget how long to wait', (transaction) =>
    transaction.objectStore('restRefusals').delete(exchangeId),
  );
}

/** What the database knows of an exchange's refusals, for its requests: where it fails, they go on without. */
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
