import type { ModelInfo } from '../core/library';
import type { NamedWeights } from '../core/model/weights';
import { commit } from './commit';
import { hashWeights } from './hash';
import { deletePredictions, putPrediction } from './predictions';
import type { TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';

/** A stored model with its weights. */
export interface LoadedModel {
  readonly info: ModelInfo;
  readonly weights: NamedWeights;
}

/**
 * Stores a model, its weights with their SHA-256, and its probabilities for the dataset that it was
 * trained on (one a bar), and deletes the checkpoint of its training, all or nothing; throws
 * `StorageError`.
 */
export async function saveModel(
  database: TabquantDatabase,
  info: ModelInfo,
  weights: NamedWeights,
  probability: Float32Array,
  checkpointId?: string,
): Promise<void> {
  const sha256 = await hashWeights(weights);
  const stores = ['models', 'weights', 'predictions', 'datasets', 'checkpoints'] as const;
  await commit(database, stores, `store the model ${info.name}`, async (transaction) => {
    const dataset = await transaction.objectStore('datasets').getKey(info.datasetId);
    const kept = withoutSharedMemory(weights);
    await transaction.objectStore('models').put(info);
    await transaction.objectStore('weights').put({ modelId: info.id, weights: kept, sha256 });
    if (checkpointId !== undefined) {
      await transaction.objectStore('checkpoints').delete(checkpointId);
    }
    // The dataset may have been deleted while the model was trained.
    if (dataset !== undefined) {
      await putPrediction(transaction, info.id, info.datasetId, probability);
    }
  });
}

/** All models, newest first, without their weights; throws `StorageError`. */
export async function listModels(database: TabquantDatabase): Promise<readonly ModelInfo[]> {
  return withStorageErrors('list the models', async () => {
    const models = await database.getAll('models');
    return models.sort((a, b) => b.trainedAt - a.trainedAt);
  });
}

/**
 * A model and its weights, verified; throws `StorageError`: `missing` when there is no such model,
 * `corrupt` when its weights have changed.
 */
export async function loadModel(database: TabquantDatabase, id: string): Promise<LoadedModel> {
  return withStorageErrors('load the model', async () => {
    const transaction = database.transaction(['models', 'weights']);
    const [info, stored] = await Promise.all([
      transaction.objectStore('models').get(id),
      transaction.objectStore('weights').get(id),
    ]);
    if (info === undefined) throw missingModel(id);
    if (stored !== undefined && (await hashWeights(stored.weights)) === stored.sha256) {
      return { info, weights: stored.weights };
    }
    throw new StorageError(
      'corrupt',
      `The stored weights of ${info.name} are damaged: they do not match their checksum. ` +
        'Delete the model and train it again.',
    );
  });
}

/** Gives a model another name; throws `StorageError`. */
export async function renameModel(
  database: TabquantDatabase,
  id: string,
  name: string,
): Promise<void> {
  await commit(database, ['models'], 'rename the model', async (transaction) => {
    const store = transaction.objectStore('models');
    const info = await store.get(id);
    if (info === undefined) throw missingModel(id);
    await store.put({ ...info, name });
  });
}

/** Deletes a model, its weights and its probabilities; throws `StorageError`. */
export async function deleteModel(database: TabquantDatabase, id: string): Promise<void> {
  const stores = ['models', 'weights', 'predictions'] as const;
  await commit(database, stores, 'delete the model', async (transaction) => {
    await Promise.all([
      transaction.objectStore('models').delete(id),
      transaction.objectStore('weights').delete(id),
      deletePredictions(transaction, 'byModel', id),
    ]);
  });
}

/** Storing a view would store the whole memory under it. */
function withoutSharedMemory(weights: NamedWeights): NamedWeights {
  return weights.map(({ name, shape, values }) => ({
    name,
    shape,
    values: values.byteLength === values.buffer.byteLength ? values : values.slice(),
  }));
}

function missingModel(id: string): StorageError {
  return new StorageError(
    'missing',
    `There is no model ${id.slice(0, 8)} any more. Train it again.`,
  );
}
