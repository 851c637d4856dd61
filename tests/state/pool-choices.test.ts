import { expect, test } from 'vitest';
import { findFeature } from '../../src/core/features/find-feature';
import { defaultPoolChoices, describePool, listPoolCandidates } from '../../src/state/pool-choices';
import { makeDatasetInfo } from './make-dataset-info';

const own = makeDatasetInfo({ id: 'own', symbol: 'BTCUSDT' });
const features = ['ret_1', 'taker_buy_ratio'].flatMap((name) => findFeature(name, 60_000) ?? []);

test('datasets of the interval are offered, each with why it cannot be learned from', () => {
  const make = (id: string, change: Parameters<typeof makeDatasetInfo>[0]) =>
    makeDatasetInfo({ ...own, id, symbol: id, ...change });
  const datasets = [
    own,
    make('ETHUSDT', { hasTaker: true, hasVolume: true }),
    make('FIVE', { intervalMs: 300_000 }),
    make('NOTAKERS', { hasTaker: false, hasQuoteVolume: false }),
    make('newer', { symbol: 'BTCUSDT' }),
    make('LATER', { from: own.to + 60_000, to: own.to + 120_000 }),
  ];
  const candidates = listPoolCandidates(own, datasets, features);
  expect(candidates.map(({ dataset, problem }) => [dataset.id, problem])).toEqual([
    ['ETHUSDT', undefined],
    ['NOTAKERS', 'cannot give taker_buy_ratio'],
    ['newer', 'of the same market, BTCUSDT'],
    ['LATER', expect.stringMatching(/no time in common/)],
  ]);
  const ticked = { ...defaultPoolChoices, datasetIds: ['ETHUSDT', 'LATER', 'gone'] };
  expect(describePool(ticked, candidates)).toEqual({
    pool: { datasetIds: ['ETHUSDT'], scaling: 'own', hasSymbol: false },
  });
  expect(describePool(defaultPoolChoices, candidates)).toEqual({});
});

test('of two ticked datasets of one market the first one counts', () => {
  const twice = ['one', 'two'].map((id) => ({
    dataset: makeDatasetInfo({ id, symbol: 'ETHUSDT' }),
    problem: undefined,
  }));
  const { pool } = describePool({ ...defaultPoolChoices, datasetIds: ['one', 'two'] }, twice);
  expect(pool?.datasetIds).toEqual(['one']);
});
