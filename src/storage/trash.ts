import type { EpochMs } from '../core/bars/bars';
import type { DatasetInfo } from '../core/library';
import { findOpenTime } from '../core/out-of-sample';
import { deleteCheckpointsOf } from './checkpoints';
import { commit, type WriteTransaction } from './database';
import { listAllDatasets, missingDataset } from './datasets';
import { deletePredictions } from './models';
import { isDatasetInfo } from './dataset-record';
import type { TabquantDatabase } from './schema';

/** The stores that know of a dataset. */
export const everyStore = ['datasets', 'bars', 'predictions', 'checkpoints', 'models'] as const;

/**
 * Puts a dataset into the trash: lists do not show it any more, everything of it stays. Throws
 * `StorageError`.
 */
export async function deleteDataset(
  database: TabquantDatabase,
  id: string,
  now: EpochMs,
): Promise<void> {
  await changeDeletion(database, id, 'delete the dataset', { deletedAt: now });
}

/** Takes a dataset out of the trash; throws `StorageError`, `missing` once it has been purged. */
export async function restoreDataset(database: TabquantDatabase, id: string): Promise<void> {
  await changeDeletion(database, id, 'restore the dataset', {});
}

/**
 * Removes for good what was deleted before a time (everything in the trash by default): bars, every
 * model's probabilities for them, and training runs on them that could go on. Models stay, and go on
 * knowing from when on bars count for them. Returns the number of datasets; throws `StorageError`.
 */
export async function purgeDeleted(
  database: TabquantDatabase,
  deletedBefore: EpochMs = Infinity,
): Promise<number> {
  const { deleted } = await listAllDatasets(database);
  const isDue = ({ deletedAt = Infinity }: DatasetInfo): boolean => deletedAt < deletedBefore;
  const due = deleted.filter(isDue);
  if (due.length === 0) return 0;
  return commit(database, everyStore, 'empty the trash', async (transaction) => {
    let count = 0;
    for (const { id } of due) {
      const info = await transaction.objectStore('datasets').get(id);
      // Another tab may have restored it meanwhile.
      if (info === undefined || !isDue(info)) continue;
      await removeRemembered(transaction, info);
      count++;
    }
    return count;
  });
}

/** Removes one dataset for good, a damaged one too; models stay. Throws `StorageError`. */
export async function removeDataset(database: TabquantDatabase, id: string): Promise<void> {
  await commit(database, everyStore, 'remove the dataset', (transaction) =>
    removeWithin(transaction, id),
  );
}

/** Removes a dataset within a transaction over `everyStore`; models remember which bars they have seen. */
export async function removeRemembered(
  transaction: WriteTransaction,
  info: DatasetInfo,
): Promise<void> {
  await rememberUnseen(transaction, info);
  await removeWithin(transaction, info.id);
}

async function changeDeletion(
  database: TabquantDatabase,
  id: string,
  action: string,
  change: Pick<DatasetInfo, 'deletedAt'>,
): Promise<void> {
  await commit(database, ['datasets'], action, async (transaction) => {
    const store = transaction.objectStore('datasets');
    const info = await store.get(id);
    if (!isDatasetInfo(info)) throw missingDataset(id);
    const { deletedAt: _, ...rest } = info;
    await store.put({ ...rest, ...change });
  });
}

/** Models of the first version know which bars they have seen only by the dataset that goes now. */
async function rememberUnseen(transaction: WriteTransaction, info: DatasetInfo): Promise<void> {
  const store = transaction.objectStore('models');
  for (const model of await store.getAll()) {
    if (model.datasetId !== info.id || model.outOfSampleFrom !== undefined) continue;
    await store.put({ ...model, outOfSampleFrom: findOpenTime(info, model.outOfSample.start) });
  }
}

async function removeWithin(transaction: WriteTransaction, id: string): Promise<void> {
  await Promise.all([
    transaction.objectStore('datasets').delete(id),
    transaction.objectStore('bars').delete(id),
    deletePredictions(transaction, 'byDataset', id),
    deleteCheckpointsOf(transaction, id),
  ]);
}
