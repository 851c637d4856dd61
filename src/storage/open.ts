import { openDB } from 'idb';
import { schemaVersion, upgradeSchema, type TabquantDatabase, type TabquantSchema } from './schema';
import { StorageError, toStorageError } from './storage-error';

/**
 * Opens the database, creating or upgrading it; throws `StorageError`.
 *
 * - Another tab holds an older version open: rejects with `blocked` and leaves the data as it was.
 * - Another tab wants to upgrade: this connection closes so that it can; later calls on it throw
 *   `closed`, and a reload helps.
 * - The browser ends the connection (site data cleared, disk failure): later calls throw `closed`.
 * - The database is newer than this code: rejects with `newer`.
 */
export async function openDatabase(name = 'tabquant'): Promise<TabquantDatabase> {
  refuseWithoutStorage();
  let database: TabquantDatabase | undefined;
  return new Promise<TabquantDatabase>((resolve, reject) => {
    let isBlocked = false;
    const opening = open(name, {
      onBlocked: () => {
        isBlocked = true;
        reject(
          new StorageError(
            'blocked',
            'Another tab has an older version of this page open. Close it, then reload this one.',
          ),
        );
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
      (cause: unknown) => reject(toStorageError('open the database', cause)),
    );
  });
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
