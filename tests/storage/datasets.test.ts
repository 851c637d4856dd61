import './make-records';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DatasetInfo } from '../../src/core/library';
import { loadBars, renameDataset } from '../../src/storage/datasets';
import { listDatasets } from '../../src/storage/list-datasets';
import { packBars } from '../../src/storage/pack-bars';
import { saveDataset } from '../../src/storage/save-datasets';
import type { TabquantDatabase } from '../../src/storage/schema';
import { deleteDataset } from '../../src/storage/trash';
import { makeBars, makeDataset, openFresh } from './make-records';

afterEach(() => vi.restoreAllMocks());

async function openWithDataset(): Promise<{ database: TabquantDatabase; info: DatasetInfo }> {
  const database = await openFresh();
  return { database, info: await saveDataset(database, makeDataset()) };
}

describe('loadBars', () => {
  it('refuses bars whose bytes have changed, and says what to do', async () => {
    const { database, info } = await openWithDataset();
    const bars = makeBars(5);
    bars.close[2] += 1e-9;
    await database.put('bars', { id: info.id, packed: packBars(bars) });
    await expect(loadBars(database, info.id)).rejects.toMatchObject({
      name: 'StorageError',
      kind: 'corrupt',
      message: expect.stringMatching(/bars of first are damaged.*Import its files again/),
    });
    await saveDataset(database, makeDataset());
    expect(await loadBars(database, info.id)).toEqual(makeBars(5));
  });

  it.each<[string, object]>([
    ['nothing', {}],
    ['text', { bars: 'garbage', packed: 'garbage' }],
    ['bars without a column', { bars: { ...makeBars(5), close: undefined } }],
    ['bars with a column of text', { bars: { ...makeBars(5), extras: { mood: 'sad' } } }],
    ['packed bars without bytes', { packed: { ...packBars(makeBars(5)), bytes: 'none' } }],
    ['packed bars without columns', { packed: { ...packBars(makeBars(5)), columns: [null] } }],
    ['half the bytes', { packed: { ...packBars(makeBars(5)), bytes: new Blob(['half']) } }],
    ['other bars', { packed: packBars(makeBars(6)) }],
  ])('refuses %s in the place of bars', async (_, record) => {
    const { database, info } = await openWithDataset();
    await database.put('bars', { id: info.id, ...record } as never);
    await expect(loadBars(database, info.id)).rejects.toMatchObject({ kind: 'corrupt' });
  });

  it.each<[keyof DatasetInfo, Partial<DatasetInfo>]>([
    ['intervalMs', { intervalMs: 300_000 }],
    ['bars', { bars: 6 }],
    ['to', { to: 1_704_067_500_000 }],
    ['gaps', { gaps: [{ from: 1, to: 2, missingBars: 1 }] }],
    ['hasTaker', { hasTaker: false }],
    ['hasVolume', { hasVolume: false }],
    ['extras', { extras: [] }],
    ['bytes', { bytes: 1 }],
  ])('refuses a record whose %s is not that of its bars', async (field, change) => {
    const { database, info } = await openWithDataset();
    await database.put('datasets', { ...info, ...change });
    await expect(loadBars(database, info.id)).rejects.toMatchObject({
      kind: 'corrupt',
      message:
        `The record of first is damaged: its ${field} is not that of its bars. ` +
        'Import its files again, which mends it.',
    });
  });

  it('loads bars as the first versions left them', async () => {
    const { database, info } = await openWithDataset();
    await database.put('bars', { id: info.id, bars: makeBars(5) });
    expect(await loadBars(database, info.id)).toEqual(makeBars(5));
  });

  it('says what to do when the browser has lost the bytes', async () => {
    const { database, info } = await openWithDataset();
    vi.spyOn(Blob.prototype, 'arrayBuffer').mockRejectedValue(
      new DOMException('The requested file could not be read', 'NotReadableError'),
    );
    await expect(loadBars(database, info.id)).rejects.toMatchObject({
      kind: 'corrupt',
      message:
        'Could not load the bars: the browser has lost a part of what was stored. ' +
        'Import its files again, which mends it.',
    });
  });

  it('takes a record of the first version, and extras in any order', async () => {
    const database = await openFresh();
    const mood = new Float64Array(5);
    const bars = { ...makeBars(5), extras: { mood, depth: mood } };
    const { id, ...info } = await saveDataset(database, makeDataset({ bars }));
    const { hasVolume: _, bytes: __, ...old } = { id, ...info, extras: ['depth', 'mood'] };
    await database.put('datasets', old);
    expect(await loadBars(database, id)).toEqual(bars);
  });

  it('refuses a dataset with an unreadable record, and leaves the others alone', async () => {
    const { database, info } = await openWithDataset();
    const other = await saveDataset(database, makeDataset({ bars: makeBars(6) }));
    await database.put('datasets', { id: info.id, name: 'first' } as never);
    await expect(loadBars(database, info.id)).rejects.toThrow('The record of first is unreadable.');
    expect(await loadBars(database, other.id)).toEqual(makeBars(6));
  });

  it('loads from the trash, for what is still open', async () => {
    const { database, info } = await openWithDataset();
    await deleteDataset(database, info.id, 2000);
    expect(await loadBars(database, info.id)).toEqual(makeBars(5));
  });

  it('says that a dataset is missing', async () => {
    await expect(loadBars(await openFresh(), 'nothing')).rejects.toMatchObject({ kind: 'missing' });
  });
});

describe('renameDataset', () => {
  it('changes the name and nothing else', async () => {
    const { database, info } = await openWithDataset();
    await renameDataset(database, info.id, 'better');
    expect(await listDatasets(database)).toEqual([{ ...info, name: 'better' }]);
  });

  it('says that a dataset is missing', async () => {
    await expect(renameDataset(await openFresh(), 'nothing', 'x')).rejects.toMatchObject({
      kind: 'missing',
    });
  });
});
