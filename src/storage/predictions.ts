import { commit, type WriteTransaction } from './commit';
import type { TabquantDatabase } from './schema';
import { withStorageErrors } from './storage-error';

/**
 * A model's probabilities for a dataset, one a bar, NaN where it has no full window; undefined when
 * they have not been stored. Throws `StorageError`.
 */
export async function loadPrediction(
  database: TabquantDatabase,
  modelId: string,
  datasetId: string,
): Promise<Float32Array | undefined> {
  return withStorageErrors('load the probabilities', async () => {
    const stored = await database.get('predictions', [modelId, datasetId]);
    return stored?.probability;
  });
}

/**
 * Stores a model's probabilities for a dataset, unless either has been deleted meanwhile; throws
 * `StorageError`.
 */
export async function savePrediction(
  database: TabquantDatabase,
  modelId: string,
  datasetId: string,
  probability: Float32Array,
): Promise<void> {
  const stores = ['predictions', 'models', 'datasets'] as const;
  await commit(database, stores, 'store the probabilities', async (transaction) => {
    const [model, dataset] = await Promise.all([
      transaction.objectStore('models').getKey(modelId),
      transaction.objectStore('datasets').getKey(datasetId),
    ]);
    if (model === undefined || dataset === undefined) return;
    await putPrediction(transaction, modelId, datasetId, probability);
  });
}

/** Stores probabilities within a transaction. */
export async function putPrediction(
  transaction: WriteTransaction,
  modelId: string,
  datasetId: string,
  probability: Float32Array,
): Promise<void> {
  const isView = probability.byteLength !== probability.buffer.byteLength;
  await transaction.objectStore('predictions').put({
    modelId,
    datasetId,
    // Storing a view would store the whole memory under it.
    probability: isView ? probability.slice() : probability,
  });
}

/** Deletes, within a transaction, the probabilities of one model or for one dataset. */
export async function deletePredictions(
  transaction: WriteTransaction,
  index: 'byModel' | 'byDataset',
  id: string,
): Promise<void> {
  const store = transaction.objectStore('predictions');
  const keys = await store.index(index).getAllKeys(id);
  await Promise.all(keys.map((key) => store.delete(key)));
}
