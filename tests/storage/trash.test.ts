import { describe, expect, it } from 'vitest';
import { listAllDatasets, listDatasets } from '../../src/storage/datasets';
import { listModels, loadPrediction, saveModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import type { TabquantDatabase } from '../../src/storage/schema';
import {
  deleteDataset,
  purgeDeleted,
  removeDataset,
  restoreDataset,
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

describe('purgeDeleted', () => {
  it('removes bars and probabilities for good, and keeps models and other datasets', async () => {
    const { database, first, second } = await openWithModel();
    await deleteDataset(database, first.id, 5000);
    expect(await purgeDeleted(database)).toBe(1);
    expect(await listAllDatasets(database)).toEqual({ kept: [second], deleted: [], damaged: [] });
    expect(await database.getAllKeys('bars')).toEqual([second.id]);
    expect(await loadPrediction(database, 'model-1', first.id)).toBeUndefined();
    expect(await listModels(database)).toHaveLength(1);
    await expect(restoreDataset(database, first.id)).rejects.toMatchObject({ kind: 'missing' });
  });

  it('removes nothing of an empty trash', async () => {
    const { database } = await openWithModel();
    expect(await purgeDeleted(database)).toBe(0);
    expect(await database.count('bars')).toBe(2);
  });

  it('leaves what was deleted later', async () => {
    const { database, first, second } = await openWithModel();
    await deleteDataset(database, first.id, 5000);
    await deleteDataset(database, second.id, 6000);
    expect(await purgeDeleted(database, 6000)).toBe(1);
    expect((await listAllDatasets(database)).deleted.map(({ id }) => id)).toEqual([second.id]);
  });

  it('tells a model of the first version from when on bars count for it', async () => {
    const { database, first } = await openWithModel();
    await deleteDataset(database, first.id, 5000);
    await purgeDeleted(database);
    // Its test block begins at bar 4 of one-minute bars.
    const outOfSampleFrom = first.from + 4 * 60_000;
    expect(await listModels(database)).toEqual([makeModel(first.id, { outOfSampleFrom })]);
  });

  it('leaves alone what a model knows itself', async () => {
    const { database, first } = await openWithModel();
    const model = makeModel(first.id, { outOfSampleFrom: 77 });
    await saveModel(database, model, makeWeights(), probability);
    await deleteDataset(database, first.id, 5000);
    await purgeDeleted(database);
    expect(await listModels(database)).toEqual([model]);
  });
});

describe('removeDataset', () => {
  it('removes a damaged dataset with all that belongs to it', async () => {
    const { database, first, second } = await openWithModel();
    await database.put('datasets', { id: first.id } as never);
    await removeDataset(database, first.id);
    expect(await listAllDatasets(database)).toEqual({ kept: [second], deleted: [], damaged: [] });
    expect(await database.count('bars')).toBe(1);
    expect(await database.count('predictions')).toBe(0);
  });
});
