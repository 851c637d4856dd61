import { beforeEach, expect, test } from 'vitest';
import { sliceBars } from '../../../src/core/bars/bars';
import { splitBlocks } from '../../../src/core/dataset/splits';
import { computeFeatures } from '../../../src/core/features/compute';
import { builtInFeatures } from '../../../src/core/features/list';
import { gatherStability } from '../../../src/core/metrics/stability-limits';
import { saveModel, savePrediction } from '../../../src/storage/models';
import { saveDataset } from '../../../src/storage/save-datasets';
import type { TabquantDatabase } from '../../../src/storage/schema';
import { removeRecord } from '../../../src/storage/trash';
import { loadLiveModel } from '../../../workers/live/live-store';
import { makeStationaryBars } from '../../core/metrics/stationary-markets';
import { makeDataset, makeModel, makeWeights, openFresh } from '../../storage/make-records';

const dayBars = 1440;
const bars = makeStationaryBars('two-days', 60, 1);
const split = splitBlocks(60 * dayBars, { horizonBars: 10 });
const features = builtInFeatures.map(({ name }) => name);
const probability = Float32Array.from({ length: 60 * dayBars }, (_, i) => 0.4 + (i % 997) / 5000);

let database: TabquantDatabase;
let datasetId: string;

beforeEach(async () => {
  database = await openFresh();
  ({ id: datasetId } = await saveDataset(database, makeDataset({ bars })));
  const model = makeModel(datasetId, { id: 'm', features, split });
  await saveModel(database, model, makeWeights(), probability);
});

const load = async () => (await loadLiveModel(database, 'm')).loadStandard('BTCUSDT');

test('a model is measured by the features of its training bars and the probabilities of its test block', async () => {
  const { reference } = await load();
  const { train, test } = split;
  // What follows from the time alone, such as the day of the week, says nothing of the market.
  const judged = features.filter((name) => !name.startsWith('clock_'));
  expect(judged).toHaveLength(features.length - 10);
  const table = computeFeatures(sliceBars(bars, train.bars), judged);
  const trained = gatherStability(table.columns, dayBars);
  expect(reference.features).toEqual(
    features.map((name) => trained.references[judged.indexOf(name)]),
  );
  expect(reference.features.map((feature) => feature?.limits[0]?.bars)).toEqual(
    features.map((name) => (judged.includes(name) ? dayBars : undefined)),
  );
  const tested = Float64Array.from(probability.subarray(test.bars.start, test.bars.end));
  expect(reference.probability).toEqual(
    gatherStability([tested], dayBars, trained.persistence).references[0],
  );
  // Nine days of a market whose states last for days are too few to decide anything.
  expect(trained.persistence).toBeGreaterThan(0.5);
  expect(gatherStability([tested], dayBars).references[0]?.limits).not.toEqual([]);
  expect(reference.probability?.limits).toEqual([]);
});

test('its own bars end where its blocks do, and live ones begin after the last of them', async () => {
  const { ownBars, liveFrom } = await load();
  const { openTime } = bars;
  expect(ownBars).toEqual({
    fittedTo: openTime[split.train.bars.end - 1],
    testedTo: openTime[openTime.length - 1],
  });
  expect(liveFrom).toBe(openTime[openTime.length - 1] + 60_000);
});

test('where the dataset is gone, live bars begin after the training and no shift is known', async () => {
  await removeRecord(database, 'dataset', datasetId);
  const { reference, ownBars, liveFrom } = await load();
  expect(reference.features).toEqual(features.map(() => undefined));
  expect(ownBars).toBeUndefined();
  expect(liveFrom).toBe(makeModel('').trainedAt);
});

test('probabilities of another dataset are none of its test block', async () => {
  const other = await saveDataset(database, makeDataset());
  await saveModel(
    database,
    makeModel('never-stored', { id: 'n', features: ['ret_1'] }),
    makeWeights(),
    Float32Array.of(0.5),
  );
  await savePrediction(database, 'n', other.id, new Float32Array(5));
  const { reference } = await (await loadLiveModel(database, 'n')).loadStandard('BTCUSDT');
  expect(reference.probability).toBeUndefined();
});
