import { describe, expect, it } from 'vitest';
import { commit } from '../../src/storage/commit';
import { openFresh } from './make-records';

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
