import './make-records';
import { expect, it } from 'vitest';
import { orderFunding } from '../../src/core/bars/funding-rates';
import { findDataset, renameDataset } from '../../src/storage/datasets';
import { keepFunding, loadFunding, removeFunding, restoreFunding } from '../../src/storage/funding';
import { saveDataset } from '../../src/storage/save-datasets';
import { deleteDataset, restoreDataset } from '../../src/storage/trash';
import { makeBars, makeDataset, openFresh } from './make-records';

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
  expect(await loadFunding(database, info.symbol)).toEqual(both);
  expect(await loadFunding(database, 'another symbol')).toBeUndefined();

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

  // Given back, beside what came meanwhile, which holds.
  await keepFunding(database, info.symbol, orderFunding([16 * hourMs, 24 * hourMs], [0.4, 0.5]));
  await restoreFunding(database, info.id, both);
  expect((await findDataset(database, info.id))?.funding).toEqual({
    time: [8 * hourMs, 16 * hourMs, 24 * hourMs],
    rate: [0.1, 0.4, 0.5],
  });
  await expect(restoreFunding(database, 'none', both)).rejects.toMatchObject({ kind: 'missing' });
});

it('bars that come later take up the funding rates that are kept for their symbol', async () => {
  const database = await openFresh();
  const first = await saveDataset(database, makeDataset());
  const rates = orderFunding([8 * hourMs], [0.1]);
  await keepFunding(database, first.symbol, rates);

  const later = await saveDataset(database, makeDataset({ bars: makeBars(7) }));
  expect(later.id).not.toBe(first.id);
  expect(later.funding).toEqual(rates);
  const other = await saveDataset(
    database,
    makeDataset({ bars: makeBars(8), symbol: 'another symbol' }),
  );
  expect(other.funding).toBeUndefined();

  // Also where it takes the place of the only one that has them, as a download that goes on does.
  await removeFunding(database, first.id);
  const next = await saveDataset(database, {
    ...makeDataset({ bars: makeBars(9) }),
    replaces: later.id,
  });
  expect(next.funding).toEqual(rates);

  // What is in the trash gives none; what is known already stays as it is.
  await deleteDataset(database, next.id, 1);
  expect(
    (await saveDataset(database, makeDataset({ bars: makeBars(10) }))).funding,
  ).toBeUndefined();
  await restoreDataset(database, next.id);
  expect((await saveDataset(database, makeDataset())).funding).toBeUndefined();
});
