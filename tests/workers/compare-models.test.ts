import { expect, test } from 'vitest';
import { findLabel } from '../../src/core/labels/find-label';
import { openDatabase } from '../../src/storage/database';
import { saveModel } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import { loadLedger } from '../../src/storage/trials';
import { evaluateApi } from '../../workers/evaluate';
import { makeWalk, toBars } from '../live/walk';
import { makeDataset, makeModel, makeWeights } from '../storage/make-records';

const count = 8 * 1440;

test('stored models are compared on their common test block, without a further try', async () => {
  const database = await openDatabase();
  await database.clear('trials');
  const bars = toBars(makeWalk(count));
  const { id: datasetId } = await saveDataset(database, makeDataset({ bars }));
  const labels = findLabel('direction').compute(bars, 10);
  const block = { bars: { start: 1440, end: count }, labels: { start: 1440, end: count - 10 } };
  const split = { train: block, validation: block, test: block, embargoBars: 0 };
  const save = (id: string, tell: (bar: number) => number, changes = {}) =>
    saveModel(
      database,
      makeModel(datasetId, { id, split, outOfSample: block.bars, ...changes }),
      makeWeights(),
      Float32Array.from(labels, (_, bar) => tell(bar)),
    );
  await save('knows', (bar) => (bar % 3 === 0 ? 0.5 : 0.4 + 0.2 * labels[bar]));
  await save('guesses', (bar) => 0.4 + 0.2 * Math.sin(bar) ** 2);
  await save('other', () => 0.5, { horizonBars: 5 });

  const progress: number[] = [];
  const ask = (modelIds: readonly string[]) =>
    evaluateApi.compare({ datasetId, modelIds, backend: 'cpu' }, (done, total) =>
      progress.push(done / total),
    );
  const { bars: shared, days, models } = await ask(['guesses', 'knows']);
  expect(progress).toEqual([0, 0.5]);
  expect([shared, days]).toEqual([
    labels.subarray(1440, count - 10).filter((label) => label < 2).length,
    7,
  ]);
  expect(models[1].auc.value).toBeGreaterThan(0.7);
  expect(models[1].aucOver[0].ci[0]).toBeGreaterThan(0.1);
  expect(models[0].aucOver[0]).toEqual({ value: 0, ci: [0, 0] });
  expect((await loadLedger(database)).trials).toEqual([]);

  await expect(ask(['knows', 'other'])).rejects.toThrow(
    'must have one label and horizon, were direction, 10 and direction, 5',
  );
});
