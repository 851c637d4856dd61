import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listDatasets } from '../../src/storage/datasets';
import { commit, measureStorage, openDatabase } from '../../src/storage/database';
import { schemaVersion, type TabquantSchema, upgradeStores } from '../../src/storage/schema';
import { fillStore, makeDataset, openFresh } from './make-records';
import { libraryChannel } from '../../src/core/library-channel';
import { saveDataset } from '../../src/storage/save-datasets';
import { deleteDataset } from '../../src/storage/trash';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Opens a database as another tab with another version of the page would. */
async function openElsewhere(
  name: string,
  version: number,
  create: (database: IDBDatabase) => void = () => undefined,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onupgradeneeded = () => create(request.result);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not opened'));
  });
}

describe('openDatabase', () => {
  it('creates every store', async () => {
    const database = await openDatabase('new');
    expect([...database.objectStoreNames]).toEqual([
      'bars',
      'checkpoints',
      'datasets',
      'downloadChunks',
      'downloads',
      'models',
      'paperAccounts',
      'paperEquity',
      'paperTrades',
      'predictions',
      'recordings',
      'restRefusals',
      'studies',
      'studyParts',
      'trials',
      'weights',
    ]);
  });

  it('opens a database that is there with what it holds', async () => {
    const first = await openDatabase('again');
    await first.put('weights', { modelId: 'm', weights: [], sha256: '' });
    first.close();
    expect(await (await openDatabase('again')).count('weights')).toBe(1);
  });

  it('drops the stores of a version before the first release', async () => {
    const old = await openElsewhere('early', 1, (created) => {
      created.createObjectStore('datasets', { keyPath: 'id' }).put({ id: 'early' });
      created.createObjectStore('forgotten');
    });
    old.close();
    const database = await openDatabase('early');
    expect(database.version).toBe(schemaVersion);
    expect([...database.objectStoreNames]).not.toContain('forgotten');
    expect(await database.count('datasets')).toBe(0);
  });

  it('keeps what the stores of a release held', async () => {
    const released = await openDatabase('released');
    await released.put('weights', { modelId: 'm', weights: [], sha256: '' });
    released.close();
    // As the next version will open it.
    const upgraded = await openDB<TabquantSchema>('released', schemaVersion + 1, {
      upgrade: upgradeStores,
    });
    expect(await upgraded.get('weights', 'm')).toEqual({ modelId: 'm', weights: [], sha256: '' });
    upgraded.close();
  });

  it('gives the stores of release 1.0.0 one for recordings, and keeps what they held', async () => {
    const record = { modelId: 'm', weights: [], sha256: '' };
    const released = await openElsewhere('release-1.0.0', 8, (created) => {
      created.createObjectStore('weights', { keyPath: 'modelId' }).put(record);
    });
    released.close();
    const database = await openDatabase('release-1.0.0');
    expect(await database.get('weights', 'm')).toEqual(record);
    expect(await database.count('recordings')).toBe(0);
  });

  it('refuses a database that a newer version of the page wrote', async () => {
    (await openElsewhere('newer', 99)).close();
    await expect(openDatabase('newer')).rejects.toMatchObject({
      name: 'StorageError',
      kind: 'newer',
    });
  });

  it('gives way to an upgrade in another tab, and says so afterwards', async () => {
    const database = await openDatabase('giving-way');
    (await openElsewhere('giving-way', 99)).close();
    await expect(listDatasets(database)).rejects.toMatchObject({
      kind: 'closed',
      message: expect.stringContaining('Reload the page'),
    });
  });

  it('says what to do when the browser cannot read its own files', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('Internal error opening backing store.', 'UnknownError');
    });
    await expect(openDatabase('broken')).rejects.toMatchObject({
      name: 'StorageError',
      kind: 'unreadable',
      message: expect.stringMatching(/restart the browser.*clear the data of this site/),
    });
  });

  it('says that the browser gives no storage', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(openDatabase('none')).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

/** Stored in the tests of `commit`. */
const record = { modelId: 'm', weights: [], sha256: '' };

describe('commit', () => {
  it('keeps nothing of what was written before a failure', async () => {
    const database = await openFresh();
    const failing = commit(database, ['weights'], 'store it', async (transaction) => {
      await transaction.objectStore('weights').put(record);
      throw new Error('the worker broke');
    });
    await expect(failing).rejects.toThrow('Could not store it: the worker broke');
    expect(await database.count('weights')).toBe(0);
  });

  it('keeps nothing when the transaction is aborted from outside', async () => {
    const database = await openFresh();
    const failing = commit(database, ['weights'], 'store it', async (transaction) => {
      await transaction.objectStore('weights').put(record);
      transaction.abort();
    });
    await expect(failing).rejects.toMatchObject({ name: 'StorageError' });
    expect(await database.count('weights')).toBe(0);
  });

  it('returns what the work returns once it is written', async () => {
    const database = await openFresh();
    const key = await commit(database, ['weights'], 'store it', (transaction) =>
      transaction.objectStore('weights').put(record),
    );
    expect(key).toBe('m');
    expect(await database.count('weights')).toBe(1);
  });
});

/** Every message of the library's channel, as another tab would get them. */
function listen(): unknown[] {
  const messages: unknown[] = [];
  vi.stubGlobal(
    'BroadcastChannel',
    class {
      readonly #name: string;
      constructor(name: string) {
        this.#name = name;
      }
      postMessage(message: unknown): void {
        if (this.#name === libraryChannel) messages.push(message);
      }
      close(): void {
        this.postMessage = () => expect.unreachable('a closed channel');
      }
    },
  );
  return messages;
}

describe('a change', () => {
  it('tells other tabs of each change, once it is on disk', async () => {
    const database = await openFresh();
    const messages = listen();
    const { id } = await saveDataset(database, makeDataset());
    expect(messages).toEqual([{ kind: 'changed', stores: ['datasets', 'bars'] }]);
    await deleteDataset(database, id, 2000);
    expect(messages[1]).toEqual({ kind: 'changed', stores: ['datasets'] });
  });

  it('tells nothing of a change that failed', async () => {
    const database = await openFresh();
    const messages = listen();
    fillStore('bars');
    await expect(saveDataset(database, makeDataset())).rejects.toMatchObject({ kind: 'quota' });
    expect(messages).toEqual([]);
  });

  it('stores without telling where the browser has no such channel', async () => {
    vi.stubGlobal('BroadcastChannel', undefined);
    const database = await openFresh();
    await saveDataset(database, makeDataset());
    expect(await database.count('datasets')).toBe(1);
  });
});

describe('measureStorage', () => {
  it('tells use, quota and whether the browser has promised to keep it', async () => {
    vi.stubGlobal('navigator', {
      storage: {
        estimate: () => Promise.resolve({ usage: 12, quota: 345 }),
        persisted: () => Promise.resolve(true),
      },
    });
    expect(await measureStorage()).toEqual({ usedBytes: 12, quotaBytes: 345, isPersistent: true });
  });

  it('tells nothing where the browser does not', async () => {
    vi.stubGlobal('navigator', {});
    expect(await measureStorage()).toEqual({
      usedBytes: undefined,
      quotaBytes: undefined,
      isPersistent: false,
    });
  });
});
