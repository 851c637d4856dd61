import './make-records';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DatasetInfo } from '../../src/core/library';
import {
  findDataset,
  listAllDatasets,
  listDatasets,
  loadBars,
  renameDataset,
  repairDataset,
} from '../../src/storage/datasets';
import { packBars } from '../../src/storage/packed-bars';
import { saveDataset } from '../../src/storage/save-datasets';
import type { TabquantDatabase } from '../../src/storage/schema';
import { deleteDataset } from '../../src/storage/trash';
import { makeBars, makeDataset, openFresh } from './make-records';
import fc from 'fast-check';

afterEach(() => vi.restoreAllMocks());

async function openWithDataset(): Promise<{ database: TabquantDatabase; info: DatasetInfo }> {
  const database = await openFresh();
  return { database, info: await saveDataset(database, makeDataset()) };
}

/** Packed bars of which one column is left out, or has another name. */
function without(column: string, name?: string) {
  const packed = packBars(makeBars(5));
  const columns =
    name === undefined
      ? packed.columns.filter((one) => one.column !== column)
      : packed.columns.map((one) => (one.column === column ? { column: name, name } : one));
  return { ...packed, columns };
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
    ['bars without a column', { packed: without('close') }],
    ['bars with a column of another name', { packed: without('close', 'shut') }],
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
    ['hasQuoteVolume', { hasQuoteVolume: false }],
    ['hasTradeCount', { hasTradeCount: true }],
    ['extras', { extras: [] }],
    ['bytes', { bytes: 1 }],
  ])('refuses a record whose %s is not that of its bars', async (field, change) => {
    const { database, info } = await openWithDataset();
    await database.put('datasets', { ...info, ...change });
    await expect(loadBars(database, info.id)).rejects.toMatchObject({
      kind: 'corrupt',
      message:
        `The record of first is damaged: its ${field} is not that of its bars. ` +
        'Import its files again to repair it.',
    });
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
        'Import its files again to repair it.',
    });
  });

  it('takes a record that was made before quote volume and trades were recorded', async () => {
    const { database, info } = await openWithDataset();
    const { hasQuoteVolume, hasTradeCount, ...older } = info;
    expect([hasQuoteVolume, hasTradeCount]).toEqual([true, false]);
    await database.put('datasets', older);
    expect(await loadBars(database, info.id)).toEqual(makeBars(5));
  });

  it('takes extras in any order', async () => {
    const database = await openFresh();
    const mood = new Float64Array(5);
    const bars = { ...makeBars(5), extras: { mood, depth: mood } };
    const info = await saveDataset(database, makeDataset({ bars }));
    await database.put('datasets', { ...info, extras: ['depth', 'mood'] });
    expect(await loadBars(database, info.id)).toEqual(bars);
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

afterEach(() => vi.restoreAllMocks());

/** Uses every part of a record in the way that the page does. */
function showAsText({ name, gaps, sources, quality, set, extras }: DatasetInfo): string {
  return [
    name.trim(),
    set?.name.trim(),
    ...extras.map((extra) => extra.trim()),
    ...gaps.map(({ missingBars }) => missingBars.toFixed()),
    ...sources.map(({ name, notes }) => name.trim() + notes.join()),
    ...(quality?.findings ?? []).map(({ count, first }) => count.toFixed() + first.where.trim()),
  ].join();
}

describe('listAllDatasets', () => {
  it('tells kept, deleted and damaged datasets apart', async () => {
    const database = await openFresh();
    const kept = await saveDataset(database, makeDataset());
    const deleted = await saveDataset(database, makeDataset({ bars: makeBars(6) }));
    await deleteDataset(database, deleted.id, 2000);
    const garbled = await saveDataset(database, makeDataset({ bars: makeBars(7), name: 'july' }));
    await database.put('datasets', { ...garbled, gaps: null } as never);
    const unknown = await saveDataset(database, makeDataset({ bars: makeBars(8) }));
    await database.delete('datasets', unknown.id);
    const empty = await saveDataset(database, makeDataset({ bars: makeBars(9), name: 'nine' }));
    await database.delete('bars', empty.id);

    const lists = await listAllDatasets(database);
    expect(lists.kept).toEqual([kept]);
    expect(lists.deleted).toEqual([{ ...deleted, deletedAt: 2000 }]);
    const byName = [...lists.damaged].sort((a, b) => (a.name < b.name ? -1 : 1));
    const expected = [
      { id: garbled.id, name: 'july', problem: 'its record has no readable gaps' },
      { id: empty.id, name: 'nine', problem: 'its bars are gone' },
      { id: unknown.id, name: unknown.id.slice(0, 8), problem: 'its record is gone' },
    ];
    expect(byName.map(({ isRepairable: _, kind, ...damage }) => [kind, damage])).toEqual(
      expected.sort((a, b) => (a.name < b.name ? -1 : 1)).map((damage) => ['dataset', damage]),
    );
    expect(lists.damaged.filter(({ isRepairable }) => !isRepairable)).toMatchObject([
      { id: empty.id },
    ]);
  });

  it('shows every other dataset whatever one record has become', async () => {
    const database = await openFresh();
    const kept = await saveDataset(database, makeDataset());
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string(), fc.anything()), async (garbage) => {
        // What cannot be cloned cannot have been stored.
        const record: unknown = structuredClone({ ...garbage, id: 'x' });
        await database.put('datasets', record as never);
        const { damaged } = await listAllDatasets(database);
        expect(await listDatasets(database)).toEqual([kept]);
        expect(damaged).toMatchObject([{ id: 'x' }]);
      }),
      { numRuns: 50 },
    );
  });

  it('lists nothing that cannot be shown, whatever one field has become', async () => {
    const database = await openFresh();
    const sample = await saveDataset(database, makeDataset());
    const changed = fc.tuple(fc.constantFrom(...Object.keys(sample)), fc.anything());
    await fc.assert(
      fc.asyncProperty(changed, async ([field, value]) => {
        fc.pre(field !== 'id');
        await database.put('datasets', structuredClone({ ...sample, [field]: value }));
        const { kept, deleted, damaged } = await listAllDatasets(database);
        expect(kept.length + deleted.length + damaged.length).toBe(1);
        expect(() => [...kept, ...deleted].map(showAsText)).not.toThrow();
      }),
      { numRuns: 100 },
    );
  });

  it('shows every other dataset when the browser has lost one record', async () => {
    const database = await openFresh();
    const kept = await saveDataset(database, makeDataset());
    const lost = await saveDataset(database, makeDataset({ bars: makeBars(6) }));
    const fail = (): never => {
      throw new DOMException('Data lost due to missing file', 'NotReadableError');
    };
    vi.spyOn(IDBObjectStore.prototype, 'getAll').mockImplementation(fail);
    const get = IDBObjectStore.prototype.get;
    vi.spyOn(IDBObjectStore.prototype, 'get').mockImplementation(function (
      this: IDBObjectStore,
      id: IDBValidKey | IDBKeyRange,
    ) {
      return id === lost.id ? fail() : get.call(this, id);
    });
    expect(await listAllDatasets(database)).toEqual({
      kept: [kept],
      deleted: [],
      damaged: [
        {
          kind: 'dataset',
          id: lost.id,
          name: lost.id.slice(0, 8),
          problem: 'its record is gone',
          isRepairable: true,
        },
      ],
    });
  });
});

describe('findDataset', () => {
  it('finds a dataset in the trash, and none that is damaged or not there', async () => {
    const database = await openFresh();
    const { id } = await saveDataset(database, makeDataset());
    await deleteDataset(database, id, 2000);
    expect(await findDataset(database, id)).toMatchObject({ id, deletedAt: 2000 });
    await database.put('datasets', { id } as never);
    expect(await findDataset(database, id)).toBeUndefined();
    expect(await findDataset(database, 'nothing')).toBeUndefined();
  });
});

describe('repairDataset', () => {
  it('makes a damaged record again of the bars and keeps what is readable', async () => {
    const database = await openFresh();
    const info = await saveDataset(database, makeDataset({ name: 'mine' }));
    await database.put('datasets', { ...info, gaps: 7, bars: 99, symbol: null } as never);
    const repaired = await repairDataset(database, info.id, 8000);
    expect(repaired).toEqual({ ...info, symbol: 'UNKNOWN' });
    expect((await listAllDatasets(database)).kept).toEqual([repaired]);
    expect(await loadBars(database, info.id)).toEqual(makeBars(5));
  });

  it('makes a record for bars that have none', async () => {
    const database = await openFresh();
    const { id } = await saveDataset(database, makeDataset());
    await database.delete('datasets', id);
    const repaired = await repairDataset(database, id, 8000);
    expect(repaired).toMatchObject({ name: `Repaired ${id.slice(0, 8)}`, bars: 5, addedAt: 8000 });
    expect((await listAllDatasets(database)).damaged).toEqual([]);
  });

  it('refuses when the bars are damaged or gone', async () => {
    const database = await openFresh();
    const { id } = await saveDataset(database, makeDataset());
    await database.put('bars', { id, packed: packBars(makeBars(4)) });
    await expect(repairDataset(database, id, 1)).rejects.toMatchObject({
      kind: 'corrupt',
      message: expect.stringContaining('Import its files again, or remove it.'),
    });
    await database.delete('bars', id);
    await expect(repairDataset(database, id, 1)).rejects.toMatchObject({ kind: 'missing' });
  });
});
