import { describe, expect, it } from 'vitest';
import { listAllDatasets, listDatasets } from '../../src/storage/datasets';
import { listModels, loadModel, loadPrediction, saveModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import type { TabquantDatabase } from '../../src/storage/schema';
import {
  deleteDataset,
  deleteModel,
  emptyTrash,
  listTrash,
  removeRecord,
  restoreDataset,
  restoreModel,
} from '../../src/storage/trash';
import { makeBars, makeDataset, makeModel, makeWeights, openFresh } from './make-records';

const probability = Float32Array.of(NaN, 0.4, 0.5, 0.6, 0.7);

/** Two datasets, and a model of the first with its probabilities. */
async function openWithModel() {
  const database = await openFresh();
  const first = await saveDataset(database, makeDataset());
  const second = await saveDataset(database, makeDataset({ bars: makeBars(6), now: 500 }));
  await saveModel(database, makeModel(first.id), makeWeights(), probability);
  return { database, first, second };
}

async function listIds(database: TabquantDatabase): Promise<string[]> {
  return (await listDatasets(database)).map(({ id }) => id);
}

describe('deleteDataset', () => {
  it('hides a dataset and keeps everything of it', async () => {
    const { database, first, second } = await openWithModel();
    await deleteDataset(database, first.id, 5000);
    expect(await listIds(database)).toEqual([second.id]);
    expect((await listAllDatasets(database)).deleted).toEqual([{ ...first, deletedAt: 5000 }]);
    expect(await database.count('bars')).toBe(2);
    expect(await loadPrediction(database, 'model-1', first.id)).toEqual(probability);
  });

  it('is undone by restoring, bit for bit', async () => {
    const { database, first, second } = await openWithModel();
    await deleteDataset(database, first.id, 5000);
    await restoreDataset(database, first.id);
    expect(await listDatasets(database)).toEqual([first, second]);
  });

  it('says that a dataset is missing', async () => {
    const database = await openFresh();
    await expect(deleteDataset(database, 'nothing', 1)).rejects.toMatchObject({ kind: 'missing' });
    await expect(restoreDataset(database, 'nothing')).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('deleteModel', () => {
  it('hides a model and keeps everything of it, for what uses it', async () => {
    const { database, first } = await openWithModel();
    await deleteModel(database, 'model-1', 5000);
    expect(await listModels(database)).toEqual([]);
    expect((await loadModel(database, 'model-1')).weights).toEqual(makeWeights());
    expect(await loadPrediction(database, 'model-1', first.id)).toEqual(probability);
  });

  it('is undone by restoring, bit for bit', async () => {
    const { database, first } = await openWithModel();
    await deleteModel(database, 'model-1', 5000);
    await restoreModel(database, 'model-1');
    expect(await listModels(database)).toEqual([makeModel(first.id)]);
    expect(await listTrash(database)).toEqual([]);
  });

  it('says that a model is missing', async () => {
    const database = await openFresh();
    await expect(deleteModel(database, 'nothing', 1)).rejects.toMatchObject({ kind: 'missing' });
    await expect(restoreModel(database, 'nothing')).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('listTrash', () => {
  it('lists several deleted things at once, last deleted first, with the room that each takes', async () => {
    const { database, first, second } = await openWithModel();
    await deleteDataset(database, first.id, 5000);
    await deleteModel(database, 'model-1', 6000);
    await deleteDataset(database, second.id, 7000);
    expect(await listTrash(database)).toEqual([
      { kind: 'dataset', id: second.id, name: 'first', bytes: 9 * 6 * 8, deletedAt: 7000 },
      // Seven weights and five probabilities.
      { kind: 'model', id: 'model-1', name: 'a model', bytes: (7 + 5) * 4, deletedAt: 6000 },
      // Its bars, and the probabilities of the model for them.
      { kind: 'dataset', id: first.id, name: 'first', bytes: 9 * 5 * 8 + 5 * 4, deletedAt: 5000 },
    ]);
  });

  it('restores each of them alone', async () => {
    const { database, first, second } = await openWithModel();
    await deleteDataset(database, first.id, 5000);
    await deleteDataset(database, second.id, 6000);
    await restoreDataset(database, first.id);
    expect(await listIds(database)).toEqual([first.id]);
    expect((await listTrash(database)).map(({ id }) => id)).toEqual([second.id]);
  });
});

describe('emptyTrash', () => {
  it('removes bars and probabilities for good, and keeps models and other datasets', async () => {
    const { database, first, second } = await openWithModel();
    await deleteDataset(database, first.id, 5000);
    expect(await emptyTrash(database)).toBe(9 * 5 * 8 + 5 * 4);
    expect(await listAllDatasets(database)).toEqual({ kept: [second], deleted: [], damaged: [] });
    expect(await database.getAllKeys('bars')).toEqual([second.id]);
    expect(await loadPrediction(database, 'model-1', first.id)).toBeUndefined();
    expect(await listModels(database)).toEqual([makeModel(first.id)]);
    await expect(restoreDataset(database, first.id)).rejects.toMatchObject({ kind: 'missing' });
  });

  it('removes a model with its weights and probabilities', async () => {
    const { database } = await openWithModel();
    await deleteModel(database, 'model-1', 5000);
    expect(await emptyTrash(database)).toBe((7 + 5) * 4);
    const stores = ['models', 'weights', 'predictions'] as const;
    expect(await Promise.all(stores.map((store) => database.count(store)))).toEqual([0, 0, 0]);
    expect(await database.count('bars')).toBe(2);
  });

  it('removes nothing of an empty trash', async () => {
    const { database } = await openWithModel();
    expect(await emptyTrash(database)).toBe(0);
    expect(await database.count('bars')).toBe(2);
  });
});

describe('removeRecord', () => {
  it('removes a damaged dataset with all that belongs to it', async () => {
    const { database, first, second } = await openWithModel();
    await database.put('datasets', { id: first.id } as never);
    await removeRecord(database, 'dataset', first.id);
    expect(await listAllDatasets(database)).toEqual({ kept: [second], deleted: [], damaged: [] });
    expect(await database.count('bars')).toBe(1);
    expect(await database.count('predictions')).toBe(0);
  });
});
