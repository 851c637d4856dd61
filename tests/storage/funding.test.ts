import './make-records';
import { expect, it } from 'vitest';
import { orderFunding } from '../../src/core/bars/funding-rates';
import { findDataset, renameDataset } from '../../src/storage/datasets';
import { keepFunding, removeFunding } from '../../src/storage/funding';
import { saveDataset } from '../../src/storage/save-datasets';
import { deleteDataset, restoreDataset } from '../../src/storage/trash';
import { makeDataset, openFresh } from './make-records';

const hourMs = 3_600_000;

it('funding rates stay with the datasets of their symbol until they are removed', async () => {
  const database = await openFresh();
  const info = await saveDataset(database, makeDataset());
  const first = orderFunding([8 * hourMs, 16 * hourMs], [0.1, 0.2]);
  expect(await keepFunding(database, 'another symbol', first)).toEqual([]);
  const [kept] = await keepFunding(database, info.symbol, first);
  expect(kept).toEqual({ ...info, funding: first });

  const [joined] = await keepFunding(database, info.symbol, orderFunding([16 * hourMs], [0.3]));
  const both = { time: [8 * hourMs, 16 * hourMs], rate: [0.1, 0.3] };
  expect(joined.funding).toEqual(both);

  // Another name, the trash and importing the same bars again leave them alone.
  await renameDataset(database, info.id, 'renamed');
  await deleteDataset(database, info.id, 1);
  expect(await keepFunding(database, info.symbol, first)).toEqual([]);
  await restoreDataset(database, info.id);
  await saveDataset(database, makeDataset());
  expect((await findDataset(database, info.id))?.funding).toEqual(both);

  await removeFunding(database, info.id);
  expect((await findDataset(database, info.id))?.funding).toBeUndefined();
  await expect(removeFunding(database, 'none')).rejects.toMatchObject({ kind: 'missing' });
});
