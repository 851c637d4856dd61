import { expect, test } from 'vitest';
import { loadBars } from '../../src/storage/datasets';
import { saveDataset } from '../../src/storage/save-datasets';
import { joinDatasets } from '../../workers/make-datasets';
import { makeBars } from '../core/bars/make-bars';
import { makeDataset, openFresh } from '../storage/make-records';

test('the same bars are stored with columns of other datasets, which the source names', async () => {
  const database = await openFresh();
  const save = (seed: number, symbol: string, name: string) =>
    saveDataset(database, makeDataset({ bars: makeBars(200, { seed }), symbol, name }));
  const own = await save(1, 'BTCUSDT', 'Bitcoin');
  const ether = await save(2, 'ETHUSDT', 'Ether');
  const first = await save(3, 'SOLUSDT', 'Solana spot');
  const second = await save(4, 'SOLUSDT', 'Solana futures');

  const info = await joinDatasets(database, own.id, [ether.id, first.id, second.id]);
  expect(info).toMatchObject({
    name: 'Bitcoin with ETHUSDT, Solana spot, Solana futures',
    symbol: 'BTCUSDT',
    bars: 200,
  });
  expect(info.id).not.toBe(own.id);
  expect(info.extras).toContain('ETHUSDT vol_60');
  expect(info.extras).toContain('Solana futures ret_1');
  expect(info.extras).toHaveLength(3 * 4 + 1);
  expect(info.sources.at(-1)).toMatchObject({
    format: 'joined',
    notes: ['columns of Ether, Solana spot, Solana futures, joined on the same closed bars'],
  });
  const bars = await loadBars(database, info.id);
  expect(bars.close).toEqual(makeBars(200, { seed: 1 }).close);
  expect(bars.extras?.['ETHUSDT ret_1'][1]).toBeCloseTo(
    makeBars(200, { seed: 2 }).close[1] / makeBars(200, { seed: 2 }).close[0] - 1,
    15,
  );
  expect((await loadBars(database, own.id)).extras).toBeUndefined();
});
