import { describeSpec, receptiveField } from '../src/core/models/spec';
import { countBars } from '../src/core/bars/bars';
import { chooseWorkers, keyRequest, type TrainingCheckpoint } from '../src/core/training';
import { type Dataset } from '../src/core/dataset/dataset';
import { buildDataset } from '../src/core/dataset/build-dataset';
import { splitBlocks } from '../src/core/dataset/splits';
import { findLabel } from '../src/core/labels/find-label';
import type { DatasetInfo, ModelInfo } from '../src/core/library';
import {
  reportClassification,
  type ClassificationReport,
} from '../src/core/metrics/classification';
import { findOpenTime } from '../src/core/out-of-sample';
import { deleteCheckpoint, loadCheckpoint } from '../src/storage/checkpoints';
import { listDatasets, loadBars } from '../src/storage/datasets';
import { saveModel } from '../src/storage/models';
import { openDatabase } from '../src/storage/database';
import type { TabquantDatabase } from '../src/storage/schema';
import type { TrainApi, TrainEvent, TrainRequest } from './api/train';
import { trainOnBackends } from './train-on-backends';

/** Steps are told at most so often; a step may take less than 20 ms. */
const stepIntervalMs = 100;

/** The training worker: one run. */
export const trainApi: TrainApi = {
  async train(request, onEvent) {
    const database = await openDatabase();
    // A run from the start replaces one that could have gone on.
    await deleteCheckpoint(database, keyRequest(request));
    return run(database, request, throttleSteps(onEvent));
  },
  async resume(checkpointId, onEvent) {
    const database = await openDatabase();
    const { request, checkpoint } = await loadCheckpoint(database, checkpointId);
    return run(database, request, throttleSteps(onEvent), checkpoint);
  },
};

async function run(
  database: TabquantDatabase,
  asked: TrainRequest,
  onEvent: (event: TrainEvent) => void,
  checkpoint?: TrainingCheckpoint,
): Promise<ModelInfo> {
  // The result depends on the number of workers: a run that goes on takes as many as it began with.
  const workers = chooseWorkers(asked.workers ?? 'auto', navigator.hardwareConcurrency);
  const request = { ...asked, workers };
  onEvent({ kind: 'preparing' });
  const source = await findDataset(database, request.datasetId);
  const dataset = await prepareDataset(database, request);
  const trained = await trainOnBackends({ database, request, dataset, onEvent, checkpoint });
  const { backend, weights, summary, probability } = trained;
  onEvent({ kind: 'saving' });
  const info: ModelInfo = {
    ...describeModel(request, source),
    features: dataset.features,
    scaler: dataset.scaler,
    split: dataset.split,
    outOfSample: dataset.split.test.bars,
    outOfSampleFrom: findOpenTime(source, dataset.split.test.bars.start),
    backend,
    workers: trained.workers,
    training: summary,
    test: reportTest(dataset, probability),
  };
  await saveModel(database, info, weights, probability, keyRequest(request));
  return info;
}

async function findDataset(database: TabquantDatabase, id: string): Promise<DatasetInfo> {
  const info = (await listDatasets(database)).find((dataset) => dataset.id === id);
  if (info === undefined) throw new Error(`training: dataset ${id} is not stored any more`);
  return info;
}

/** A function of its own, so that nothing holds the bars once the dataset is made of them. */
async function prepareDataset(
  database: TabquantDatabase,
  { datasetId, spec, label, horizonBars, features, split }: TrainRequest,
): Promise<Dataset> {
  const bars = await loadBars(database, datasetId);
  const aheadBars = findLabel(label).lookAheadBars(horizonBars);
  return buildDataset(bars, {
    label,
    horizonBars,
    receptiveField: receptiveField(spec),
    features,
    split: split && splitBlocks(countBars(bars), { horizonBars: aheadBars, ...split }),
  });
}

/** What is known of a model before it is trained. */
function describeModel(
  { spec, options, label, horizonBars }: TrainRequest,
  { id, name, symbol, intervalMs }: DatasetInfo,
) {
  return {
    id: crypto.randomUUID(),
    name: `${describeSpec(spec)} · ${symbol || name}`,
    trainedAt: Date.now(),
    datasetId: id,
    datasetName: name,
    symbol,
    intervalMs,
    spec,
    options,
    label,
    horizonBars,
  };
}

/** Only the test block's purged labels count. */
function reportTest(dataset: Dataset, probability: Float32Array): ClassificationReport {
  const { start, end } = dataset.split.test.labels;
  return reportClassification(
    dataset.labels.subarray(start, end),
    probability.subarray(start, end),
    dataset.horizonBars,
  );
}

/** Passes on every event but those steps that come too soon after the last one told. */
function throttleSteps(onEvent: (event: TrainEvent) => void): (event: TrainEvent) => void {
  let lastMs = -Infinity;
  return (event) => {
    if (event.kind === 'step' && event.step < event.steps) {
      if (performance.now() - lastMs < stepIntervalMs) return;
      lastMs = performance.now();
    }
    onEvent(event);
  };
}
