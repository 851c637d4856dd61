import 'fake-indexeddb/auto';
import { openDB, type IDBPDatabase } from 'idb';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listDatasets } from '../../src/storage/datasets';
import { commit, measureStorage, openDatabase, resetDatabase } from '../../src/storage/database';
import { schemaVersion, upgradeSchema, type TabquantSchema } from '../../src/storage/schema';
import { fillStore, makeDataset, openFresh } from './make-records';
import './make-records';
import { libraryChannel } from '../../src/core/library';
import { saveDataset } from '../../src/storage/save-datasets';
import { deleteDataset } from '../../src/storage/trash';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

/** Opens a database as another tab with another version of the page would. */
async function openElsewhere(name: string, version: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('not opened'));
  });
}

/** A database as version 1 of the schema made it, with one record. */
async function openVersion1(name: string): Promise<IDBPDatabase<TabquantSchema>> {
  const database = await openDB<TabquantSchema>(name, 1, {
    upgrade(created) {
      for (const store of ['datasets', 'bars', 'models'] as const) {
        created.createObjectStore(store, { keyPath: 'id' });
      }
      created.createObjectStore('weights', { keyPath: 'modelId' });
      const keyPath = ['modelId', 'datasetId'];
      const predictions = created.createObjectStore('predictions', { keyPath });
      predictions.createIndex('byModel', 'modelId');
      predictions.createIndex('byDataset', 'datasetId');
    },
  });
  await database.put('weights', { modelId: 'm', weights: [], sha256: 'ab' });
  return database;
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
      'restRefusals',
      'weights',
    ]);
  });

  it('opens a database that is there with what it holds', async () => {
    const first = await openDatabase('again');
    await first.put('weights', { modelId: 'm', weights: [], sha256: '' });
    first.close();
    expect(await (await openDatabase('again')).count('weights')).toBe(1);
  });

  it('brings a database of version 1 up to date and keeps what it holds', async () => {
    const old = await openVersion1('grown');
    old.close();
    const database = await openDatabase('grown');
    expect([...database.objectStoreNames]).toEqual(
      expect.arrayContaining(['checkpoints', 'downloads', 'downloadChunks']),
    );
    expect(await database.get('weights', 'm')).toEqual({ modelId: 'm', weights: [], sha256: 'ab' });
  });

  it('brings a database of version 3 up to date and keeps its paper accounts', async () => {
    const old = await openDB<TabquantSchema>('traded', 3, {
      // The stores of version 3, without those that came after it.
      upgrade(created) {
        upgradeSchema(created, 0);
        created.deleteObjectStore('restRefusals');
      },
    });
    const point = { accountId: 'a', run: 0, openTime: 60_000, equity: 1000, close: 100 };
    await old.put('paperEquity', point);
    old.close();
    const database = await openDatabase('traded');
    expect(database.version).toBe(schemaVersion);
    expect([...database.objectStoreNames]).toContain('restRefusals');
    expect(await database.getAll('paperEquity')).toEqual([point]);
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
      name: 'UnreadableDatabaseError',
      kind: 'unreadable',
      message: expect.stringMatching(/restart the browser.*reset the library, which deletes/),
    });
  });

  it('says that the browser gives no storage', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(openDatabase('none')).rejects.toMatchObject({ kind: 'unavailable' });
  });
});

describe('resetDatabase', () => {
  it('deletes everything, and tabs of this version let go of it', async () => {
    const database = await openDatabase('reset');
    await database.put('weights', { modelId: 'm', weights: [], sha256: '' });
    await resetDatabase('reset');
    expect(await (await openDatabase('reset')).count('weights')).toBe(0);
    await expect(listDatasets(database)).rejects.toMatchObject({ kind: 'closed' });
  });

  it('refuses to wait for a tab that does not let go', async () => {
    (await openDatabase('held')).close();
    const oldTab = await openElsewhere('held', schemaVersion);
    await expect(resetDatabase('held')).rejects.toMatchObject({
      kind: 'blocked',
      message: expect.stringContaining('Close it, then reload this one'),
    });
    oldTab.close();
  });
});

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

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
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

it('tells that everything is gone', async () => {
  const messages = listen();
  await resetDatabase('to-reset');
  expect(messages).toEqual([{ kind: 'changed', stores: ['datasets', 'models', 'checkpoints'] }]);
});

it('stores without telling where the browser has no such channel', async () => {
  vi.stubGlobal('BroadcastChannel', undefined);
  const database = await openFresh();
  await saveDataset(database, makeDataset());
  expect(await database.count('datasets')).toBe(1);
});

afterEach(() => vi.unstubAllGlobals());

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
