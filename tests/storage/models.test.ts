import { describe, expect, it } from 'vitest';
import type { NamedWeights } from '../../src/core/models/model-kind';
import {
  listModels,
  loadModel,
  loadPrediction,
  renameModel,
  saveModel,
  savePrediction,
} from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import type { TabquantDatabase } from '../../src/storage/schema';
import { removeRecord } from '../../src/storage/trash';
import { makeBars, makeDataset, makeModel, makeWeights, openFresh } from './make-records';

const probability = Float32Array.of(NaN, 0.4, 0.5, 0.6, 0.7);

async function openWithModel(): Promise<{ database: TabquantDatabase; datasetId: string }> {
  const database = await openFresh();
  const { id } = await saveDataset(database, makeDataset());
  await saveModel(database, makeModel(id), makeWeights(), probability);
  return { database, datasetId: id };
}

describe('saveModel', () => {
  it('keeps weights, description and probabilities', async () => {
    const { database, datasetId } = await openWithModel();
    expect(await loadModel(database, 'model-1')).toEqual({
      info: makeModel(datasetId),
      weights: makeWeights(),
    });
    expect(await loadPrediction(database, 'model-1', datasetId)).toEqual(probability);
  });

  it('leaves nothing behind when a part cannot be stored', async () => {
    const database = await openFresh();
    const { id } = await saveDataset(database, makeDataset());
    const [first] = makeWeights();
    const uncloneable = [{ ...first, shape: [() => 2] }] as unknown as NamedWeights;
    await expect(
      saveModel(database, makeModel(id), uncloneable, probability),
    ).rejects.toMatchObject({ name: 'StorageError', kind: 'failed' });
    const stores = ['models', 'weights', 'predictions'] as const;
    expect(await Promise.all(stores.map((store) => database.count(store)))).toEqual([0, 0, 0]);
  });

  it('keeps the old model when a newer one of its id cannot be stored', async () => {
    const { database, datasetId } = await openWithModel();
    const [first] = makeWeights();
    const uncloneable = [{ ...first, shape: [() => 2] }] as unknown as NamedWeights;
    const newer = makeModel(datasetId, { name: 'newer' });
    await expect(saveModel(database, newer, uncloneable, probability)).rejects.toThrow(
      'Could not store the model newer',
    );
    expect((await loadModel(database, 'model-1')).info.name).toBe('a model');
  });

  it('stores no probabilities for a dataset that was deleted meanwhile', async () => {
    const database = await openFresh();
    await saveModel(database, makeModel('gone'), makeWeights(), probability);
    expect(await listModels(database)).toHaveLength(1);
    expect(await loadPrediction(database, 'model-1', 'gone')).toBeUndefined();
  });
});

describe('loadModel', () => {
  it('refuses weights that have changed, and says what to do', async () => {
    const { database } = await openWithModel();
    const stored = await database.get('weights', 'model-1');
    if (stored === undefined) throw new Error('no weights');
    stored.weights[0].values[3] += 1e-6;
    await database.put('weights', stored);
    await expect(loadModel(database, 'model-1')).rejects.toMatchObject({
      kind: 'corrupt',
      message: expect.stringMatching(/weights of a model are damaged.*train it again/),
    });
  });

  it('says that a model is missing', async () => {
    await expect(loadModel(await openFresh(), 'nothing')).rejects.toMatchObject({
      kind: 'missing',
    });
  });
});

describe('listModels', () => {
  it('puts the newest first', async () => {
    const { database, datasetId } = await openWithModel();
    const newer = makeModel(datasetId, { id: 'model-2', trainedAt: 3000 });
    await saveModel(database, newer, makeWeights(), probability);
    expect((await listModels(database)).map(({ id }) => id)).toEqual(['model-2', 'model-1']);
  });
});

describe('renameModel', () => {
  it('changes the name and nothing else', async () => {
    const { database, datasetId } = await openWithModel();
    await renameModel(database, 'model-1', 'better');
    expect(await listModels(database)).toEqual([makeModel(datasetId, { name: 'better' })]);
  });
});

describe('savePrediction', () => {
  it('keeps the probabilities of one model for several datasets apart', async () => {
    const { database, datasetId } = await openWithModel();
    const other = await saveDataset(database, makeDataset({ bars: makeBars(3) }));
    const others = Float32Array.of(0.1, 0.2, 0.3);
    await savePrediction(database, 'model-1', other.id, others);
    expect(await loadPrediction(database, 'model-1', other.id)).toEqual(others);
    expect(await loadPrediction(database, 'model-1', datasetId)).toEqual(probability);
  });

  it('stores nothing once model or dataset are deleted', async () => {
    const { database, datasetId } = await openWithModel();
    await removeRecord(database, 'dataset', datasetId);
    await savePrediction(database, 'model-1', datasetId, probability);
    expect(await database.count('predictions')).toBe(0);
  });

  it('stores a view without the memory around it', async () => {
    const { database, datasetId } = await openWithModel();
    const view = new Float32Array(1000).subarray(0, 5);
    await savePrediction(database, 'model-1', datasetId, view);
    const stored = await loadPrediction(database, 'model-1', datasetId);
    expect(stored?.buffer.byteLength).toBe(5 * 4);
  });
});
