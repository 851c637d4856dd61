import { describe, expect, it } from 'vitest';
import {
  deleteCheckpoint,
  listCheckpoints,
  loadCheckpoint,
  saveCheckpoint,
} from '../../src/storage/checkpoints';
import { saveModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import { removeRecord } from '../../src/storage/trash';
import { makeCheckpoint, makeDataset, makeModel, makeWeights, openFresh } from './make-records';

describe('checkpoints', () => {
  it('come back as they were kept', async () => {
    const database = await openFresh();
    await saveCheckpoint(database, makeCheckpoint());
    expect(await loadCheckpoint(database, 'run')).toEqual(makeCheckpoint());
  });

  it('take the place of an earlier one of the same run', async () => {
    const database = await openFresh();
    await saveCheckpoint(database, makeCheckpoint());
    await saveCheckpoint(database, makeCheckpoint({ epochsDone: 2 }));
    expect(await database.count('checkpoints')).toBe(1);
    expect((await loadCheckpoint(database, 'run')).epochsDone).toBe(2);
  });

  it('are listed newest first, without their weights', async () => {
    const database = await openFresh();
    await saveCheckpoint(database, makeCheckpoint({ id: 'old', savedAt: 1 }));
    await saveCheckpoint(database, makeCheckpoint({ id: 'new', savedAt: 2 }));
    const listed = (await listCheckpoints(database)).kept;
    expect(listed.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(Object.keys(listed[0]).sort()).toEqual(['epochsDone', 'id', 'request', 'savedAt']);
  });

  it('go when they are discarded, and are then missing', async () => {
    const database = await openFresh();
    await saveCheckpoint(database, makeCheckpoint());
    await deleteCheckpoint(database, 'run');
    await expect(loadCheckpoint(database, 'run')).rejects.toMatchObject({
      kind: 'missing',
      message: 'That training can no longer be resumed. Train again.',
    });
  });

  it('go with the model that training ends with', async () => {
    const database = await openFresh();
    const { id } = await saveDataset(database, makeDataset());
    await saveCheckpoint(database, makeCheckpoint({ datasetId: id }));
    await saveModel(database, makeModel(id), makeWeights(), new Float32Array(5), 'run');
    expect(await database.count('checkpoints')).toBe(0);
    expect(await database.count('models')).toBe(1);
  });

  it('go with their dataset when it is removed for good, those of others stay', async () => {
    const database = await openFresh();
    const { id } = await saveDataset(database, makeDataset());
    await saveCheckpoint(database, makeCheckpoint({ datasetId: id }));
    await saveCheckpoint(database, makeCheckpoint({ id: 'other', datasetId: 'other' }));
    await removeRecord(database, 'dataset', id);
    expect((await listCheckpoints(database)).kept.map((one) => one.id)).toEqual(['other']);
  });
});
