import { beforeEach, expect, test, vi } from 'vitest';
import type { ModelInfo } from '../../src/core/library';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { openDatabase } from '../../src/storage/database';
import { loadModel, loadPrediction } from '../../src/storage/models';
import { saveDataset } from '../../src/storage/save-datasets';
import { deleteModel, listTrash } from '../../src/storage/trash';
import { loadLedger } from '../../src/storage/trials';
import type { SampleModel } from '../../src/feeds/sample/sample-model';
import { trainApi } from '../../workers/train';
import { makeReverting } from '../core/dataset/reverting-bars';
import { makeDataset } from '../storage/make-records';

vi.stubGlobal('navigator', { hardwareConcurrency: 1 });

const shipped = vi.hoisted(() => ({ model: undefined as unknown }));
vi.mock('../../src/feeds/sample/sample-model', () => ({
  loadSampleModel: () => Promise.resolve(shipped.model),
}));

const install = (): Promise<ModelInfo> => trainApi.installSampleModel('cpu', () => undefined);

let trained: ModelInfo;

/** Ships a small network that was trained on small bars. */
beforeEach(async () => {
  if (shipped.model !== undefined) return;
  const database = await openDatabase();
  const bars = makeReverting(1200, { seed: 5 });
  const { id } = await saveDataset(database, makeDataset({ bars, symbol: 'SAMPLE' }));
  const request = {
    datasetId: id,
    spec: { kind: 'tcn', width: 4, kernel: 2, blocks: 1, dropout: 0 },
    options: { ...defaultTrainingOptions, chunkLabels: 64, maxEpochs: 1 },
    label: 'direction',
    horizonBars: 1,
  };
  trained = await trainApi.train({ ...request, backend: 'cpu', workers: 1 }, () => undefined);
  const { weights } = await loadModel(database, trained.id);
  shipped.model = {
    // Of another seed, since the ledger counts one configuration once.
    request: { ...request, options: { ...request.options, seed: 2 } },
    weights,
    training: { ...trained.training, seconds: 0 },
    backend: trained.backend,
  } satisfies SampleModel;
});

test('the model that comes with the page is judged here as if it had just been trained, and says what it is', async () => {
  const database = await openDatabase();
  const model = await install();
  expect(model).toMatchObject({ isBuiltIn: true, name: `Ready-made · ${trained.name}` });
  const { scaler, split, calibration, test: report, rawTest, outOfSample, features } = trained;
  expect(model).toMatchObject({ scaler, split, calibration, test: report, rawTest });
  expect(model).toMatchObject({ outOfSample, features });
  const own = await loadPrediction(database, trained.id, trained.datasetId);
  expect(await loadPrediction(database, model.id, model.datasetId)).toEqual(own);
  const { trials } = await loadLedger(database);
  expect(trials.filter(({ modelId }) => modelId === model.id)).toMatchObject([
    { kind: 'trained', auc: report.auc },
  ]);
});

test('it is stored once, and comes back from the trash', async () => {
  const database = await openDatabase();
  const { id } = await install();
  const { trials } = await loadLedger(database);
  expect((await install()).id).toBe(id);
  await deleteModel(database, id, 1);
  expect(await listTrash(database)).toHaveLength(1);
  expect(await install()).toMatchObject({ id, isBuiltIn: true });
  expect(await listTrash(database)).toHaveLength(0);
  expect((await loadModel(database, id)).info.deletedAt).toBeUndefined();
  expect((await loadLedger(database)).trials).toHaveLength(trials.length);
});

test('without its market it is refused', async () => {
  const model = shipped.model as SampleModel;
  const others = model.weights.map((array) => ({ ...array, values: array.values.map(() => 1) }));
  shipped.model = { ...model, weights: others, request: { ...model.request, datasetId: 'gone' } };
  await expect(install()).rejects.toThrow(/gone/);
  shipped.model = model;
});
