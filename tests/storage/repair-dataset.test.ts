import { describe, expect, it } from 'vitest';
import { loadBars } from '../../src/storage/datasets';
import { listAllDatasets } from '../../src/storage/list-datasets';
import { packBars } from '../../src/storage/pack-bars';
import { repairDataset } from '../../src/storage/repair-dataset';
import { saveDataset } from '../../src/storage/save-datasets';
import { makeBars, makeDataset, openFresh } from './make-records';

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
