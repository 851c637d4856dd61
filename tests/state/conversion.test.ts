import { expect, test } from 'vitest';
import { ConversionState } from '../../src/state/conversion.svelte';
import { makeLibrary } from './fake-library';
import { makeDatasetInfo } from './make-dataset-info';

const minute = 60_000;
const from = Date.UTC(2024, 0, 1);
const make = (id: string, start: number, minutes: number, intervalMs = minute) =>
  makeDatasetInfo({
    id,
    name: id,
    intervalMs,
    from: from + start * minute,
    to: from + (start + minutes - 1) * minute,
  });

test('markets that can be joined have bars of the same interval in the same time', async () => {
  const own = make('own', 0, 100);
  const { library, notices } = makeLibrary([
    own,
    make('whole', -50, 300),
    make('half', 50, 100),
    make('later', 100, 100),
    make('longer bars', 0, 100, 5 * minute),
  ]);
  await library.load();
  const calls: unknown[] = [];
  const joined = make('joined', 0, 100);
  const client = {
    resample: () => Promise.reject(new Error('not asked for')),
    exportDataset: () => Promise.reject(new Error('not asked for')),
    joinMarkets: (id: string, otherIds: readonly string[]) => {
      calls.push([id, otherIds]);
      return Promise.resolve(joined);
    },
  };
  const converting = new ConversionState(client, library, notices);
  expect(converting.listMarkets(own).map(({ market, share }) => [market.id, share])).toEqual([
    ['whole', 1],
    ['half', 0.5],
  ]);
  expect(await converting.joinMarkets(own, ['half'])).toBe(true);
  expect(calls).toEqual([['own', ['half']]]);
});
