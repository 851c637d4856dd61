import './make-records';
import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { DatasetInfo } from '../../src/core/library';
import { findDataset, listAllDatasets, listDatasets } from '../../src/storage/list-datasets';
import { saveDataset } from '../../src/storage/save-datasets';
import { deleteDataset } from '../../src/storage/trash';
import { makeBars, makeDataset, openFresh } from './make-records';

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
    expect(byName.map(({ isRepairable: _, ...damage }) => damage)).toEqual(
      expected.sort((a, b) => (a.name < b.name ? -1 : 1)),
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
