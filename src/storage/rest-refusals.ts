import type { EpochMs } from '../core/bars/bars';
import type { FetchRefusal } from '../exchange/exchange';
import { commit } from './database';
import type { TabquantDatabase } from './schema';
import { withStorageErrors } from './storage-error';

/** Until when the exchange must not be asked, as it said itself or as long as it is wise to wait. */
export interface KeptRefusal {
  readonly kind: FetchRefusal['kind'];
  readonly message: string;
  readonly until: EpochMs;
  /** Refusals of this kind in a row. */
  readonly times: number;
  readonly savedAt: EpochMs;
}

/** The exchange counts an address, and a browser has one. */
const key = 'binance';

/**
 * Keeps a refusal in the place of the one before, unless that one lasts longer; throws `StorageError`.
 */
export async function saveRefusal(database: TabquantDatabase, refusal: KeptRefusal): Promise<void> {
  await commit(database, ['restRefusals'], 'keep how long to wait', async (transaction) => {
    const store = transaction.objectStore('restRefusals');
    const kept = await store.get(key);
    // Another tab may have been banned for longer meanwhile.
    if (kept === undefined || kept.until <= refusal.until) await store.put({ id: key, ...refusal });
  });
}

/** Returns the last refusal that was not lifted, over or not; throws `StorageError`. */
export async function loadRefusal(database: TabquantDatabase): Promise<KeptRefusal | undefined> {
  return withStorageErrors('load how long to wait', async () => {
    const stored = await database.get('restRefusals', key);
    if (stored === undefined) return undefined;
    const { kind, message, until, times, savedAt } = stored;
    return { kind, message, until, times, savedAt };
  });
}

/** The exchange answers again; throws `StorageError`. */
export async function deleteRefusal(database: TabquantDatabase): Promise<void> {
  await commit(database, ['restRefusals'], 'forget how long to wait', (transaction) =>
    transaction.objectStore('restRefusals').delete(key),
  );
}

/**
 * What is known of refusals beyond the life of a tab, and in other tabs. Nothing rejects: without a disk each
 * tab knows of those alone that it met itself, and its requests go on.
 */
export interface RefusalMemory {
  load(): Promise<KeptRefusal | undefined>;
  save(refusal: KeptRefusal): Promise<void>;
  clear(): Promise<void>;
}

/** Returns the memory of a database. */
export function createRefusalMemory(database: TabquantDatabase): RefusalMemory {
  return {
    load: () => loadRefusal(database).catch(() => undefined),
    save: (refusal) => saveRefusal(database, refusal).catch(() => undefined),
    clear: () => deleteRefusal(database).catch(() => undefined),
  };
}
