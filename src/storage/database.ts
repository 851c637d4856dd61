import { deleteDB, type IDBPTransaction, openDB, type StoreNames } from 'idb';
import { schemaVersion, type TabquantDatabase, type TabquantSchema, upgradeSchema } from './schema';
import {
  StorageError,
  toStorageError,
  UnreadableDatabaseError,
  withStorageErrors,
} from './storage-error';
import { libraryChannel, type LibraryChange } from '../core/library';

/**
 * Opens the database, creating or upgrading it; throws `StorageError`.
 *
 * - Another tab holds an older version open: rejects with `blocked` and leaves the data as it was.
 * - Another tab wants to upgrade: this connection closes so that it can; later calls on it throw
 *   `closed`, and a reload helps.
 * - The browser ends the connection (site data cleared, disk failure): later calls throw `closed`.
 * - The database is newer than this code: rejects with `newer`.
 * - The browser cannot read its own files: rejects with `UnreadableDatabaseError`.
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
        // Once refused, a connection that opens late must not block others.
        if (isBlocked) opened.close();
        else resolve(opened);
      },
      (cause: unknown) => reject(explainRefusal(cause)),
    );
  });
}

/**
 * Deletes the whole database, damaged or not: every dataset, model and unfinished run. Only for a
 * person who has been told so. Other tabs of this version let go of it; throws `StorageError`,
 * `blocked` when one of an older version does not, in which case it goes once that is closed.
 */
export async function resetDatabase(name = 'tabquant'): Promise<void> {
  refuseWithoutStorage();
  await new Promise<void>((resolve, reject) => {
    deleteDB(name, { blocked: () => reject(blockedByOldTab()) }).then(resolve, (cause: unknown) =>
      reject(toStorageError('delete the database', cause)),
    );
  });
  announceChange(['datasets', 'models', 'checkpoints']);
}

function explainRefusal(cause: unknown): StorageError {
  const isUnreadable = cause instanceof DOMException && cause.name === 'UnknownError';
  return isUnreadable
    ? new UnreadableDatabaseError(cause)
    : toStorageError('open the database', cause);
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
    upgrade: upgradeSchema,
    blocked: onBlocked,
    blocking: onBlocking,
  });
}

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

type StoreRead = StoreNames<TabquantSchema>;

/** A read-only transaction over some stores. */
export type ReadTransaction = IDBPTransaction<TabquantSchema, StoreRead[], 'readonly'>;

/** Runs `work` in one transaction over all `stores`, so that what it reads is of one moment. */
export async function read<Result>(
  database: TabquantDatabase,
  stores: readonly StoreRead[],
  work: (transaction: ReadTransaction) => Promise<Result>,
): Promise<Result> {
  const transaction = database.transaction([...stores]);
  // A read that fails ends the transaction and tells so itself: `done` need not tell it again.
  transaction.done.catch(() => undefined);
  return work(transaction);
}

/**
 * Tells every other tab, and this tab's page, that stores have changed; call it once the change is
 * on disk. Does nothing where the browser has no BroadcastChannel: a reload shows the change there.
 */
export function announceChange(stores: readonly string[]): void {
  if (globalThis.BroadcastChannel === undefined) return;
  const change: LibraryChange = { kind: 'changed', stores };
  const channel = new BroadcastChannel(libraryChannel);
  channel.postMessage(change);
  channel.close();
}

/** Space that the browser grants this page, in bytes; undefined where it does not say. */
export interface MeasuredStorage {
  readonly usedBytes: number | undefined;
  readonly quotaBytes: number | undefined;
  /** Whether the browser has promised not to evict it. */
  readonly isPersistent: boolean;
}

/**
 * How much is kept and how much may be. Browsers blur both figures a little, and free space some time
 * after a deletion. A promise to keep it can only be asked for by the page: `navigator.storage.persist`
 * does not exist in workers (`src/client/storage-persistence.ts`).
 */
export async function measureStorage(): Promise<MeasuredStorage> {
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
