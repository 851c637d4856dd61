import * as v from 'valibot';
import { type DamagedRecord, modelInfoSchema, type ModelInfo } from '../core/library';
import { type NamedWeights, namedWeightsSchema } from '../core/models/model-kind';
import { commit, type WriteTransaction } from './database';
import { hashWeights } from './hash';
import type { TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';
import {
  checkRecord,
  damagedRecord,
  nameOfRecord,
  readRecords,
  type RecordType,
  sortRecords,
} from './stored-records';

/** A stored model with its weights. */
export interface LoadedModel {
  readonly info: ModelInfo;
  readonly weights: NamedWeights;
}

/**
 * Stores a model, its weights with their SHA-256, and its probabilities for the dataset that it was
 * trained on (one per bar; undefined where they are still to be computed), and deletes the checkpoint of its training, all or nothing; throws
 * `StorageError`.
 */
export async function saveModel(
  database: TabquantDatabase,
  info: ModelInfo,
  weights: NamedWeights,
  probability: Float32Array | undefined,
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
    if (dataset !== undefined && probability !== undefined) {
      await putPrediction(transaction, info.id, info.datasetId, probability);
    }
  });
}

const modelType: RecordType<ModelInfo> = {
  kind: 'model',
  schema: modelInfoSchema,
  nameOf: nameOfRecord,
  advice: 'Remove it in the Data view and train it again.',
};

const storedWeightsSchema = v.object({ weights: namedWeightsSchema, sha256: v.string() });

/** Every model that is stored, by what can be done with it. */
interface ModelLists {
  /** Newest first. */
  readonly kept: readonly ModelInfo[];
  /** In the trash; last deleted first. */
  readonly deleted: readonly ModelInfo[];
  /** Can only be removed for good. */
  readonly damaged: readonly DamagedRecord[];
}

/** Models that are neither deleted nor damaged, newest first, without their weights; throws `StorageError`. */
export async function listModels(database: TabquantDatabase): Promise<readonly ModelInfo[]> {
  return (await listAllModels(database)).kept;
}

/**
 * All models without their weights. One that is damaged never hides another; weights without a record
 * count as damaged too. Throws `StorageError`.
 */
export async function listAllModels(database: TabquantDatabase): Promise<ModelLists> {
  return withStorageErrors('list the models', async () => {
    const stored = await readRecords(database, 'models', 'weights');
    const { kept, damaged } = sortRecords(modelType, stored, 'weights');
    return {
      kept: kept
        .filter(({ deletedAt }) => deletedAt === undefined)
        .sort((a, b) => b.trainedAt - a.trainedAt),
      deleted: kept
        .filter(({ deletedAt }) => deletedAt !== undefined)
        .sort((a, b) => (b.deletedAt ?? 0) - (a.deletedAt ?? 0)),
      damaged,
    };
  });
}

/**
 * A model, from the trash too, and its weights, verified; throws `StorageError`: `missing` when there is no
 * such model, `corrupt` when its record does not fit or its weights have changed.
 */
export async function loadModel(database: TabquantDatabase, id: string): Promise<LoadedModel> {
  return withStorageErrors('load the model', async () => {
    const transaction = database.transaction(['models', 'weights']);
    const [record, stored] = await Promise.all([
      transaction.objectStore('models').get(id),
      transaction.objectStore('weights').get(id),
    ]);
    const info = checkModel(id, record);
    if (!v.is(storedWeightsSchema, stored)) {
      const problem = `its weights are ${stored === undefined ? 'gone' : 'unreadable'}`;
      throw damagedRecord(modelType, info.name, problem);
    }
    if ((await hashWeights(stored.weights)) === stored.sha256) {
      return { info, weights: stored.weights };
    }
    throw new StorageError(
      'corrupt',
      `The stored weights of ${info.name} are damaged: they do not match their checksum. ` +
        'Delete the model and train it again.',
    );
  });
}

/** Returns a stored record that is a model; throws `StorageError` where it is gone or damaged. */
export function checkModel(id: string, record: unknown): ModelInfo {
  if (record === undefined) throw missingModel(id);
  return checkRecord(modelType, id, record);
}

/** Gives a model another name; throws `StorageError`. */
export async function renameModel(
  database: TabquantDatabase,
  id: string,
  name: string,
): Promise<void> {
  await commit(database, ['models'], 'rename the model', async (transaction) => {
    const store = transaction.objectStore('models');
    await store.put({ ...checkModel(id, await store.get(id)), name });
  });
}

/** Copies views, since storing a view would store all of its underlying memory. */
function withoutSharedMemory(weights: NamedWeights): NamedWeights {
  return weights.map(({ name, shape, values }) => ({
    name,
    shape,
    values: values.byteLength === values.buffer.byteLength ? values : values.slice(),
  }));
}

/** Returns the error for a model that does not exist. */
function missingModel(id: string): StorageError {
  return new StorageError('missing', `Model ${id.slice(0, 8)} no longer exists. Train it again.`);
}

/**
 * A model's probabilities for a dataset, one per bar, NaN where it has no full window; undefined when
 * they have not been stored or are unreadable, since they can be computed again. Throws `StorageError`.
 */
export async function loadPrediction(
  database: TabquantDatabase,
  modelId: string,
  datasetId: string,
): Promise<Float32Array | undefined> {
  return withStorageErrors('load the probabilities', async () => {
    const stored = await database.get('predictions', [modelId, datasetId]);
    return stored?.probability instanceof Float32Array ? stored.probability : undefined;
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
async function putPrediction(
  transaction: WriteTransaction,
  modelId: string,
  datasetId: string,
  probability: Float32Array,
): Promise<void> {
  const isView = probability.byteLength !== probability.buffer.byteLength;
  await transaction.objectStore('predictions').put({
    modelId,
    datasetId,
    // Storing a view would store all of its underlying memory.
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
