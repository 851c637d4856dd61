import type { CheckpointInfo } from '../core/training';
import { commit, type WriteTransaction } from './database';
import type { StoredCheckpoint, TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';

/** Stores a checkpoint in the place of an earlier one of the same run; throws `StorageError`. */
export async function saveCheckpoint(
  database: TabquantDatabase,
  checkpoint: StoredCheckpoint,
): Promise<void> {
  await commit(database, ['checkpoints'], 'keep the epoch', async (transaction) => {
    await transaction.objectStore('checkpoints').put(checkpoint);
  });
}

/** All runs that can go on, newest first, without their weights; throws `StorageError`. */
export async function listCheckpoints(
  database: TabquantDatabase,
): Promise<readonly CheckpointInfo[]> {
  return withStorageErrors('list the unfinished trainings', async () => {
    const stored = await database.getAll('checkpoints');
    return stored
      .map(({ id, request, epochsDone, savedAt }) => ({ id, request, epochsDone, savedAt }))
      .sort((a, b) => b.savedAt - a.savedAt);
  });
}

/** A checkpoint; throws `StorageError`, `missing` when there is none of that id. */
export async function loadCheckpoint(
  database: TabquantDatabase,
  id: string,
): Promise<StoredCheckpoint> {
  return withStorageErrors('load the unfinished training', async () => {
    const stored = await database.get('checkpoints', id);
    if (stored !== undefined) return stored;
    throw new StorageError('missing', 'That training cannot go on any more. Train again.');
  });
}

/** Deletes a checkpoint, if it is there; throws `StorageError`. */
export async function deleteCheckpoint(database: TabquantDatabase, id: string): Promise<void> {
  await commit(database, ['checkpoints'], 'discard the unfinished training', (transaction) =>
    transaction.objectStore('checkpoints').delete(id),
  );
}

/** Deletes, within a transaction, every checkpoint of training on a dataset. */
export async function deleteCheckpointsOf(
  transaction: WriteTransaction,
  datasetId: string,
): Promise<void> {
  const store = transaction.objectStore('checkpoints');
  const keys = await store.index('byDataset').getAllKeys(datasetId);
  await Promise.all(keys.map((key) => store.delete(key)));
}
