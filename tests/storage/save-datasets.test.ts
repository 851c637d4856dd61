import './make-records';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { listAllDatasets, listDatasets, loadBars, renameDataset } from '../../src/storage/datasets';
import { packBars } from '../../src/storage/packed-bars';
import { saveDataset, saveDatasets } from '../../src/storage/save-datasets';
import type { TabquantDatabase } from '../../src/storage/schema';
import { listModels, loadPrediction, saveModel } from '../../src/storage/models';
import { deleteDataset } from '../../src/storage/trash';
import {
  fillStore,
  makeBars,
  makeDataset,
  makeModel,
  makeWeights,
  openFresh,
} from './make-records';

afterEach(() => vi.restoreAllMocks());

async function countRecords(database: TabquantDatabase): Promise<number[]> {
  return Promise.all((['datasets', 'bars'] as const).map((store) => database.count(store)));
}

describe('saveDataset', () => {
  it('keeps bars bit for bit, and what lists show of them', async () => {
    const database = await openFresh();
    const quality = { findings: [], rows: 5 };
    const info = await saveDataset(database, makeDataset({ quality }));
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
      hasVolume: true,
      extras: ['mood'],
      quality,
      bytes: 9 * 5 * 8,
      addedAt: 1000,
    });
  });

  it('tells gaps, and that there is no volume', async () => {
    const bars = makeBars(5);
    bars.openTime[4] += 3 * 60_000;
    bars.volume.fill(0);
    const info = await saveDataset(await openFresh(), makeDataset({ bars }));
    expect(info.missingBars).toBe(3);
    expect(info.gaps).toHaveLength(1);
    expect(info.hasVolume).toBe(false);
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

  it('keeps the partial edges of resampled bars', async () => {
    const partialEdges = { first: true, last: false };
    const info = await saveDataset(await openFresh(), makeDataset({ partialEdges }));
    expect(info.partialEdges).toEqual(partialEdges);
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

  it('adds a report of quality to a record that was made again, and keeps its name', async () => {
    const database = await openFresh();
    const info = await saveDataset(database, makeDataset({ name: 'old' }));
    const { quality: _, ...repaired } = info;
    await database.put('datasets', repaired);
    const again = await saveDataset(database, makeDataset({ name: 'new' }));
    expect(again).toEqual(info);
  });

  it('brings bars back from the trash under the name they had', async () => {
    const database = await openFresh();
    const { id } = await saveDataset(database, makeDataset());
    await renameDataset(database, id, 'mine');
    await deleteDataset(database, id, 3000);
    const revived = await saveDataset(database, makeDataset({ now: 4000 }));
    expect(revived.name).toBe('mine');
    expect(await listAllDatasets(database)).toMatchObject({ kept: [{ id }], deleted: [] });
  });

  it('mends a damaged record and damaged bars', async () => {
    const database = await openFresh();
    const info = await saveDataset(database, makeDataset());
    await database.put('datasets', { id: info.id, gaps: 'none' } as never);
    await database.put('bars', { id: info.id, packed: packBars(makeBars(4)) });
    expect(await saveDataset(database, makeDataset())).toEqual(info);
    expect(await loadBars(database, info.id)).toEqual(makeBars(5));
  });

  it('writes a record anew that the browser has lost', async () => {
    const database = await openFresh();
    const info = await saveDataset(database, makeDataset());
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementationOnce(() => {
      throw new DOMException('Data lost due to missing file', 'NotReadableError');
    });
    expect(await saveDataset(database, makeDataset())).toEqual(info);
  });

  it('stores a view without the memory around it', async () => {
    const database = await openFresh();
    const bars = { ...makeBars(5), close: new Float64Array(1000).fill(100).subarray(0, 5) };
    const { id } = await saveDataset(database, makeDataset({ bars }));
    expect((await loadBars(database, id)).close.buffer.byteLength).toBe(5 * 8);
  });
});

describe('saveDatasets', () => {
  const set = { id: 'set-1', name: 'three markets' };
  const three = [5, 6, 7].map((length) =>
    makeDataset({ bars: makeBars(length), name: `of ${length}`, set }),
  );

  it('keeps the datasets of a set together, in their order', async () => {
    const database = await openFresh();
    const stored = await saveDatasets(database, three);
    expect(stored.map(({ bars }) => bars)).toEqual([5, 6, 7]);
    expect((await listDatasets(database)).map((info) => info.set)).toEqual([set, set, set]);
  });

  it('makes bars that were alone a member of the set that they come with', async () => {
    const database = await openFresh();
    const alone = await saveDataset(database, makeDataset({ bars: makeBars(6) }));
    const [, member] = await saveDatasets(database, three);
    expect(member).toEqual({ ...alone, set });
  });

  it('keeps none when the space runs out at the last', async () => {
    const database = await openFresh();
    const kept = await saveDataset(database, makeDataset({ bars: makeBars(9) }));
    const put = IDBObjectStore.prototype.put;
    let writes = 0;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (
      this: IDBObjectStore,
      ...args: Parameters<IDBObjectStore['put']>
    ) {
      if (++writes === 6) throw new DOMException('no space', 'QuotaExceededError');
      return put.apply(this, args);
    });
    await expect(saveDatasets(database, three)).rejects.toMatchObject({
      name: 'StorageError',
      kind: 'quota',
      message: expect.stringContaining('Nothing was changed'),
    });
    expect(writes).toBe(6);
    expect(await listDatasets(database)).toEqual([kept]);
    expect(await countRecords(database)).toEqual([1, 1]);
  });

  it('stores nothing of nothing', async () => {
    expect(await saveDatasets(await openFresh(), [])).toEqual([]);
  });

  it('empties the trash when the space runs out, and tries until that is free', async () => {
    const database = await openFresh();
    const old = await saveDataset(database, makeDataset({ bars: makeBars(9) }));
    await deleteDataset(database, old.id, 2000);
    fillStore('bars', 2);
    const stored = await saveDatasets(database, three, { waitsMs: [0, 0] });
    expect(await listAllDatasets(database)).toMatchObject({
      kept: stored.map(({ id }) => ({ id })),
      deleted: [],
    });
  });

  it('gives up when there is still no space with the trash empty', async () => {
    const database = await openFresh();
    const kept = await saveDataset(database, makeDataset({ bars: makeBars(8) }));
    const old = await saveDataset(database, makeDataset({ bars: makeBars(9) }));
    await deleteDataset(database, old.id, 2000);
    fillStore('bars');
    await expect(saveDatasets(database, three, { waitsMs: [0] })).rejects.toMatchObject({
      kind: 'quota',
      message: expect.stringContaining('Reload the page and import again, or delete more.'),
    });
    expect(await listAllDatasets(database)).toEqual({ kept: [kept], deleted: [], damaged: [] });
  });
});
