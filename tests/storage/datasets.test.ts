import './make-records';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { TabquantDatabase } from '../../src/storage/schema';
import {
  deleteDataset,
  listDatasets,
  loadBars,
  renameDataset,
  saveDataset,
} from '../../src/storage/datasets';
import { loadPrediction } from '../../src/storage/predictions';
import { listModels, saveModel } from '../../src/storage/models';
import { makeBars, makeDataset, makeModel, makeWeights, openFresh } from './make-records';

afterEach(() => vi.restoreAllMocks());

/** Makes the store `name` as full as the browser makes it. */
function fillStore(name: string): void {
  const put = IDBObjectStore.prototype.put;
  vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
    this: IDBObjectStore,
    ...args: Parameters<IDBObjectStore['put']>
  ) {
    if (this.name === name) throw new DOMException('no space', 'QuotaExceededError');
    return put.apply(this, args);
  });
}

async function countRecords(database: TabquantDatabase): Promise<number[]> {
  return Promise.all((['datasets', 'bars'] as const).map((store) => database.count(store)));
}

describe('saveDataset', () => {
  it('keeps bars bit for bit, and what lists show of them', async () => {
    const database = await openFresh();
    const info = await saveDataset(database, makeDataset());
    expect(await loadBars(database, info.id)).toEqual(makeBars(5));
    expect(await listDatasets(database)).toEqual([info]);
    expect(info).toMatchObject({
      name: 'first',
      symbol: 'BTCUSDT',
      bars: 5,
      from: 1_704_067_200_000,
      to: 1_704_067_440_000,
      gaps: [],
      missingBars: 0,
      hasTaker: true,
      extras: ['mood'],
      addedAt: 1000,
    });
  });

  it('tells gaps', async () => {
    const bars = makeBars(5);
    bars.openTime[4] += 3 * 60_000;
    const info = await saveDataset(await openFresh(), makeDataset({ bars }));
    expect(info.missingBars).toBe(3);
    expect(info.gaps).toHaveLength(1);
  });

  it('gives the same bars the same id, no copy, and their first name', async () => {
    const database = await openFresh();
    const first = await saveDataset(database, makeDataset());
    const again = await saveDataset(database, makeDataset({ name: 'second', now: 9000 }));
    expect(again).toEqual(first);
    expect(await countRecords(database)).toEqual([1, 1]);
  });

  it('gives other bars another id', async () => {
    const database = await openFresh();
    const first = await saveDataset(database, makeDataset());
    const other = await saveDataset(database, makeDataset({ bars: makeBars(5, 101), now: 2000 }));
    expect(other.id).not.toBe(first.id);
    expect((await listDatasets(database)).map(({ id }) => id)).toEqual([other.id, first.id]);
  });

  it('takes the place of another dataset, which goes with all that knows of it', async () => {
    const database = await openFresh();
    const old = await saveDataset(database, makeDataset());
    const kept = await saveDataset(database, makeDataset({ bars: makeBars(3) }));
    await saveModel(database, makeModel(old.id), makeWeights(), new Float32Array(5));
    const longer = makeDataset({ bars: makeBars(8), replaces: old.id, now: 2000 });
    const info = await saveDataset(database, longer);
    expect((await listDatasets(database)).map(({ id }) => id)).toEqual([info.id, kept.id]);
    expect(await countRecords(database)).toEqual([2, 2]);
    expect(await loadPrediction(database, 'model-1', old.id)).toBeUndefined();
    expect(await listModels(database)).toHaveLength(1);
  });

  it('does not delete what it would replace by itself', async () => {
    const database = await openFresh();
    const { id } = await saveDataset(database, makeDataset());
    await saveDataset(database, makeDataset({ replaces: id }));
    expect(await loadBars(database, id)).toEqual(makeBars(5));
  });

  it('leaves the old dataset when the new one does not fit', async () => {
    const database = await openFresh();
    const old = await saveDataset(database, makeDataset());
    fillStore('bars');
    const failed = saveDataset(database, makeDataset({ bars: makeBars(8), replaces: old.id }));
    await expect(failed).rejects.toMatchObject({ kind: 'quota' });
    expect(await listDatasets(database)).toEqual([old]);
  });

  it('stores a view without the memory around it', async () => {
    const database = await openFresh();
    const bars = { ...makeBars(5), close: new Float64Array(1000).fill(100).subarray(0, 5) };
    const { id } = await saveDataset(database, makeDataset({ bars }));
    expect((await loadBars(database, id)).close.buffer.byteLength).toBe(5 * 8);
  });

  it('leaves everything as it was when the space runs out in the middle', async () => {
    const database = await openFresh();
    const kept = await saveDataset(database, makeDataset());
    fillStore('bars');
    const failed = saveDataset(database, makeDataset({ bars: makeBars(9), name: 'too large' }));
    await expect(failed).rejects.toMatchObject({ name: 'StorageError', kind: 'quota' });
    expect(await listDatasets(database)).toEqual([kept]);
    expect(await countRecords(database)).toEqual([1, 1]);
  });
});

describe('loadBars', () => {
  it('refuses bars whose bytes have changed, and says what to do', async () => {
    const database = await openFresh();
    const { id } = await saveDataset(database, makeDataset());
    const bars = makeBars(5);
    bars.close[2] += 1e-9;
    await database.put('bars', { id, bars });
    await expect(loadBars(database, id)).rejects.toMatchObject({
      name: 'StorageError',
      kind: 'corrupt',
      message: expect.stringMatching(/bars of first are damaged.*Import its files again/),
    });
    await saveDataset(database, makeDataset());
    expect(await loadBars(database, id)).toEqual(makeBars(5));
  });

  it('says that a dataset is missing', async () => {
    await expect(loadBars(await openFresh(), 'nothing')).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('renameDataset', () => {
  it('changes the name and nothing else', async () => {
    const database = await openFresh();
    const info = await saveDataset(database, makeDataset());
    await renameDataset(database, info.id, 'better');
    expect(await listDatasets(database)).toEqual([{ ...info, name: 'better' }]);
  });

  it('says that a dataset is missing', async () => {
    await expect(renameDataset(await openFresh(), 'nothing', 'x')).rejects.toMatchObject({
      kind: 'missing',
    });
  });
});

describe('deleteDataset', () => {
  it('deletes bars and probabilities, and keeps models and other datasets', async () => {
    const database = await openFresh();
    const gone = await saveDataset(database, makeDataset());
    const kept = await saveDataset(database, makeDataset({ bars: makeBars(6) }));
    await saveModel(database, makeModel(gone.id), makeWeights(), new Float32Array(5));
    await deleteDataset(database, gone.id);
    expect(await listDatasets(database)).toEqual([kept]);
    expect(await countRecords(database)).toEqual([1, 1]);
    expect(await loadPrediction(database, 'model-1', gone.id)).toBeUndefined();
    expect(await listModels(database)).toHaveLength(1);
  });
});
