import { deleteDB, openDB } from 'idb';
import { schemaVersion, upgradeSchema, type TabquantDatabase, type TabquantSchema } from './schema';
import { announceChange } from './announce';
import { StorageError, toStorageError, UnreadableDatabaseError } from './storage-error';

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
