import { type IDBPTransaction, openDB, type StoreNames } from 'idb';
import { upgradeStores, schemaVersion, type TabquantDatabase, type TabquantSchema } from './schema';
import { StorageError, toStorageError, withStorageErrors } from './storage-error';
import type { StorageUse } from '../core/library';
import { libraryChannel, type LibraryChange } from '../core/library-channel';

/**
 * Opens the database, creating or upgrading it; throws `StorageError`.
 *
 * - Another tab has an older version open: rejects with `blocked` and does not change the data.
 * - Another tab wants to upgrade: this connection closes to let it; later calls on it throw `closed`, which a
 *   reload fixes.
 * - The browser ends the connection (site data cleared, disk failure): later calls throw `closed`.
 * - The database is newer than this code: rejects with `newer`.
 * - The browser cannot read its own files: rejects with `unreadable`.
 */
export async function openDatabase(name = 'tabquant'): Promise<TabquantDatabase> {
  refuseWithoutStorage();
  let database: TabquantDatabase | undefined;
  return new Promise<TabquantDatabase>((resolve, reject) => {
    let isBlocked = false;
    const opening = open(name, {
      onBlocked: () => {
        isBlocked = true;
        reject(blockedByOldTab());
      },
      onBlocking: () => database?.close(),
    });
    opening.then(
      (opened) => {
        database = opened;
        // After a refusal, a connection that opens late must not block others.
        if (isBlocked) opened.close();
        else resolve(opened);
      },
      (cause: unknown) => reject(explainRefusal(cause)),
    );
  });
}

function explainRefusal(cause: unknown): StorageError {
  const isUnreadable = cause instanceof DOMException && cause.name === 'UnknownError';
  if (!isUnreadable) return toStorageError('open the database', cause);
  return new StorageError(
    'unreadable',
    'The browser cannot read its files of the library. Close all tabs of this page, restart the ' +
      'browser and check that the disk has space. If that does not help, clear the data of this site ' +
      'in the browser, which deletes every dataset and model.',
    { cause },
  );
}

function blockedByOldTab(): StorageError {
  return new StorageError(
    'blocked',
    'Another tab has an older version of this page open. Close it, then reload this one.',
  );
}

/** Some private windows have no IndexedDB at all. */
function refuseWithoutStorage(): void {
  if (globalThis.indexedDB !== undefined) return;
  throw toStorageError('open the database', new DOMException('no IndexedDB', 'SecurityError'));
}

interface ConnectionEvents {
  onBlocked(): void;
  onBlocking(): void;
}

async function open(
  name: string,
  { onBlocked, onBlocking }: ConnectionEvents,
): Promise<TabquantDatabase> {
  return openDB<TabquantSchema>(name, schemaVersion, {
    upgrade: upgradeStores,
    blocked: onBlocked,
    blocking: onBlocking,
  });
}

type Store = StoreNames<TabquantSchema>;

/** A read-write transaction over some stores. */
export type WriteTransaction = IDBPTransaction<TabquantSchema, Store[], 'readwrite'>;

/**
 * Runs `work` in one transaction over all `stores` and resolves when its writes are on disk, then notifies other
 * tabs. If anything fails or the page dies, nothing is written. Throws `StorageError`.
 */
export async function commit<Result>(
  database: TabquantDatabase,
  stores: readonly Store[],
  action: string,
  work: (transaction: WriteTransaction) => Promise<Result>,
): Promise<Result> {
  return withStorageErrors(action, async () => {
    const transaction = database.transaction([...stores], 'readwrite', { durability: 'strict' });
    // `done` is awaited below; this avoids an unhandled rejection before that.
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
    // It has ended already.
  }
}

/** A read-only transaction over some stores. */
export type ReadTransaction = IDBPTransaction<TabquantSchema, Store[], 'readonly'>;

/** Runs `work` in one transaction over all `stores`, so that all it reads is from the same moment. */
export async function read<Result>(
  database: TabquantDatabase,
  stores: readonly Store[],
  work: (transaction: ReadTransaction) => Promise<Result>,
): Promise<Result> {
  const transaction = database.transaction([...stores]);
  // A failing read rejects itself, so `done` need not report it again.
  transaction.done.catch(() => undefined);
  return work(transaction);
}

/**
 * Tells every other tab, and this tab's page, that stores have changed; call it once the change is
 * on disk. Does nothing where the browser has no BroadcastChannel: a reload shows the change there.
 */
function announceChange(stores: readonly string[]): void {
  if (globalThis.BroadcastChannel === undefined) return;
  const change: LibraryChange = { kind: 'changed', stores };
  const channel = new BroadcastChannel(libraryChannel);
  channel.postMessage(change);
  channel.close();
}

/**
 * Returns how much space is used and how much may be. Browsers make both figures a little inexact, and free space
 * some time after a deletion. Persistence can only be requested by the page (`requestPersistence` in
 * `src/client/data-client.ts`), since `navigator.storage.persist` does not exist in workers.
 */
export async function measureStorage(): Promise<StorageUse> {
  // Absent outside secure contexts, whatever the type says.
  const storage = navigator.storage as StorageManager | undefined;
  if (storage?.estimate === undefined) {
    return { usedBytes: undefined, quotaBytes: undefined, isPersistent: false };
  }
  const [{ usage, quota }, isPersistent] = await Promise.all([
    storage.estimate(),
    storage.persisted(),
  ]);
  return { usedBytes: usage, quotaBytes: quota, isPersistent };
}
