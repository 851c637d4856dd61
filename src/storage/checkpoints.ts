import * as v from 'valibot';
import { formatUtcMinute } from '../core/format';
import { finite } from '../core/schema';
import {
  type CheckpointInfo,
  checkpointInfoSchema,
  trainingCheckpointSchema,
} from '../core/training';
import { commit, type WriteTransaction } from './database';
import type { StoredCheckpoint, TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';
import { checkRecord, type ListedRecords, listRecords, type RecordType } from './stored-records';

/** Stores a checkpoint in place of an earlier one of the same training; throws `StorageError`. */
export async function saveCheckpoint(
  database: TabquantDatabase,
  checkpoint: StoredCheckpoint,
): Promise<void> {
  await commit(database, ['checkpoints'], 'keep the epoch', async (transaction) => {
    await transaction.objectStore('checkpoints').put(checkpoint);
  });
}

/** A training that can be resumed, as it is stored. */
export const checkpointSchema = v.object({
  ...checkpointInfoSchema.entries,
  datasetId: v.string(),
  checkpoint: trainingCheckpointSchema,
});

const checkpointType: RecordType<StoredCheckpoint> = {
  kind: 'training',
  schema: checkpointSchema,
  nameOf: (record) =>
    v.is(dated, record)
      ? `The unfinished training of ${formatUtcMinute(record.savedAt)} UTC`
      : 'An unfinished training',
  advice: 'Remove it in the Data view and train again.',
};

const dated = v.object({ savedAt: finite });

/**
 * Returns all trainings that can be resumed, newest first, without their weights, and those that cannot; throws
 * `StorageError`.
 */
export async function listCheckpoints(
  database: TabquantDatabase,
): Promise<ListedRecords<CheckpointInfo>> {
  const { kept, damaged } = await listRecords(database, checkpointType, {
    what: 'unfinished trainings',
    stores: ['checkpoints'],
    compare: (a, b) => b.savedAt - a.savedAt,
  });
  const infos = kept.map(({ id, request, epochsDone, savedAt }) => ({
    id,
    request,
    epochsDone,
    savedAt,
  }));
  return { kept: infos, damaged };
}

/** A checkpoint; throws `StorageError`: `missing` when there is none of that id, `corrupt` when it does not fit. */
export async function loadCheckpoint(
  database: TabquantDatabase,
  id: string,
): Promise<StoredCheckpoint> {
  return withStorageErrors('load the unfinished training', async () => {
    const stored = await database.get('checkpoints', id);
    if (stored !== undefined) return checkRecord(checkpointType, id, stored);
    throw new StorageError('missing', 'That training can no longer be resumed. Train again.');
  });
}

/** Deletes a checkpoint, if it exists; throws `StorageError`. */
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
