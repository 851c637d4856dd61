import 'fake-indexeddb/auto';
import { expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/storage/database';

// As the next change of the schema will be, so that there is something to upgrade from.
vi.mock('../../src/storage/schema', async (original) => ({
  ...(await original<object>()),
  schemaVersion: 99,
  upgradeStores: vi.fn(),
}));

async function openOldVersion(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not opened'));
  });
}

it('refuses to wait for a tab that holds an older version open, and opens once that is closed', async () => {
  const oldTab = await openOldVersion('held');
  await expect(openDatabase('held')).rejects.toMatchObject({
    name: 'StorageError',
    kind: 'blocked',
    message: expect.stringContaining('Close it, then reload this one'),
  });
  oldTab.close();
  expect((await openDatabase('held')).version).toBe(99);
});
