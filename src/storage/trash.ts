import type { EpochMs } from '../core/bars/bars';
import type { DatasetInfo, ModelInfo, RecordKind, TrashItem } from '../core/library';
import { deleteCheckpoint, deleteCheckpointsOf } from './checkpoints';
import { commit, type WriteTransaction } from './database';
import { isDatasetInfo } from './dataset-record';
import { listAllDatasets, missingDataset } from './datasets';
import { deleteDownload } from './downloads';
import { checkModel, deletePredictions, listAllModels } from './models';
import { deletePaperAccount } from './paper-accounts';
import { deleteRecording } from './recordings';
import type { TabquantDatabase } from './schema';
import { deleteStudiesOf, deleteStudy } from './studies';
import { withStorageErrors } from './storage-error';

/** The stores with records of datasets or models. */
export const everyStore = [
  'datasets',
  'bars',
  'models',
  'weights',
  'predictions',
  'checkpoints',
  'studies',
  'studyParts',
] as const;

/**
 * Moves a dataset to the trash: lists no longer show it, but all of its data stays, as do models that were trained
 * on it. Throws `StorageError`.
 */
export async function deleteDataset(
  database: TabquantDatabase,
  id: string,
  now: EpochMs,
): Promise<void> {
  await changeDataset(database, id, 'delete the dataset', { deletedAt: now });
}

/** Takes a dataset out of the trash; throws `StorageError`, `missing` once the trash was emptied. */
export async function restoreDataset(database: TabquantDatabase, id: string): Promise<void> {
  await changeDataset(database, id, 'restore the dataset', {});
}

/** Moves a model to the trash; accounts that use it continue. Throws `StorageError`. */
export async function deleteModel(
  database: TabquantDatabase,
  id: string,
  now: EpochMs,
): Promise<void> {
  await changeModel(database, id, 'delete the model', { deletedAt: now });
}

/** Takes a model out of the trash; throws `StorageError`, `missing` once the trash was emptied. */
export async function restoreModel(database: TabquantDatabase, id: string): Promise<void> {
  await changeModel(database, id, 'restore the model', {});
}

/** Returns what is in the trash, last deleted first; throws `StorageError`. */
export async function listTrash(database: TabquantDatabase): Promise<readonly TrashItem[]> {
  return withStorageErrors('list the trash', async () => {
    const [datasets, models, predictions] = await Promise.all([
      listAllDatasets(database),
      listAllModels(database),
      database.getAllKeys('predictions'),
    ]);
    const every = [...datasets.kept, ...datasets.deleted];
    const barsOf = new Map(every.map(({ id, bars }) => [id, bars]));
    const measure = (of: (key: [string, string]) => boolean): number =>
      predictions
        .filter(of)
        .reduce((sum, [, datasetId]) => sum + floatBytes * (barsOf.get(datasetId) ?? 0), 0);
    return [
      ...datasets.deleted.map((info) => ({
        ...describeItem('dataset', info),
        bytes: info.bytes + measure(([, datasetId]) => datasetId === info.id),
      })),
      ...models.deleted.map((info) => ({
        ...describeItem('model', info),
        bytes: floatBytes * info.training.parameters + measure(([modelId]) => modelId === info.id),
      })),
    ].sort((a, b) => b.deletedAt - a.deletedAt);
  });
}

/** Weights and probabilities are float32. */
const floatBytes = Float32Array.BYTES_PER_ELEMENT;

function describeItem(kind: TrashItem['kind'], info: DatasetInfo | ModelInfo) {
  const { id, name, deletedAt = 0 } = info;
  return { kind, id, name, deletedAt };
}

/**
 * Removes for good what is in the trash: datasets with all models' probabilities for them and the checkpoints and
 * studies on them, models with their weights and probabilities. Returns the bytes that this frees; throws
 * `StorageError`.
 */
export async function emptyTrash(database: TabquantDatabase): Promise<number> {
  const items = await listTrash(database);
  // Usually there is nothing to write, and other tabs need not be notified.
  if (items.length === 0) return 0;
  return commit(database, everyStore, 'empty the trash', async (transaction) => {
    let freed = 0;
    for (const { kind, id, bytes } of items) {
      const store = transaction.objectStore(kind === 'dataset' ? 'datasets' : 'models');
      // Another tab may have restored it meanwhile.
      if ((await store.get(id))?.deletedAt === undefined) continue;
      await (kind === 'dataset' ? removeWithin(transaction, id) : removeModel(transaction, id));
      freed += bytes;
    }
    return freed;
  });
}

/**
 * Removes for good one thing that is stored, a damaged one too, with all that belongs to it; models outlive
 * their dataset. Throws `StorageError`.
 */
export async function removeRecord(
  database: TabquantDatabase,
  kind: RecordKind,
  id: string,
): Promise<void> {
  switch (kind) {
    case 'dataset':
      return commit(database, everyStore, 'remove the dataset', (transaction) =>
        removeWithin(transaction, id),
      );
    case 'model':
      return commit(database, everyStore, 'remove the model', (transaction) =>
        removeModel(transaction, id),
      );
    case 'training':
      return deleteCheckpoint(database, id);
    case 'study':
      return deleteStudy(database, id);
    case 'download':
      return deleteDownload(database, id);
    case 'account':
      return deletePaperAccount(database, id);
    case 'recording':
      return deleteRecording(database, id);
  }
}

/** Removes a dataset within a transaction over `everyStore`. */
export async function removeWithin(transaction: WriteTransaction, id: string): Promise<void> {
  await Promise.all([
    transaction.objectStore('datasets').delete(id),
    transaction.objectStore('bars').delete(id),
    deletePredictions(transaction, 'byDataset', id),
    deleteCheckpointsOf(transaction, id),
    deleteStudiesOf(transaction, id),
  ]);
}

async function removeModel(transaction: WriteTransaction, id: string): Promise<void> {
  await Promise.all([
    transaction.objectStore('models').delete(id),
    transaction.objectStore('weights').delete(id),
    deletePredictions(transaction, 'byModel', id),
  ]);
}

async function changeDataset(
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

async function changeModel(
  database: TabquantDatabase,
  id: string,
  action: string,
  change: Pick<ModelInfo, 'deletedAt'>,
): Promise<void> {
  await commit(database, ['models'], action, async (transaction) => {
    const store = transaction.objectStore('models');
    const { deletedAt: _, ...rest } = checkModel(id, await store.get(id));
    await store.put({ ...rest, ...change });
  });
}
