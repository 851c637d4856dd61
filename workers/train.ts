import { listEpochs } from '../models/ensemble-trainer';
import { needsBackend } from '../models/network';
import { TrainingError } from '../models/training-event';
import { describeSpec, receptiveField } from '../src/core/models/spec';
import { countBars } from '../src/core/bars/bars';
import { describeCause } from '../src/core/describe-cause';
import { suitSettings } from '../src/core/trading/settings';
import { chooseWorkers, keyRequest, type TrainingCheckpoint } from '../src/core/training';
import { type Dataset } from '../src/core/dataset/dataset';
import { buildDataset } from '../src/core/dataset/build-dataset';
import { splitBlocks } from '../src/core/dataset/splits';
import { findLabel } from '../src/core/labels/find-label';
import type { DatasetInfo, ModelInfo } from '../src/core/library';
import { calibrateOnValidation } from '../src/core/calibrate-on-validation';
import { reportCalibration } from '../src/core/metrics/classification';
import { nameMarket } from '../src/core/market-name';
import {
  findOpenTime,
  type OutOfSample,
  reportOutOfSample,
  takeHoldout,
} from '../src/core/out-of-sample';
import { deleteCheckpoint, loadCheckpoint, saveCheckpoint } from '../src/storage/checkpoints';
import { listDatasets, loadBars } from '../src/storage/datasets';
import { saveModel } from '../src/storage/models';
import { openDatabase } from '../src/storage/database';
import type { TabquantDatabase } from '../src/storage/schema';
import type { TrainApi, TrainEvent, TrainRequest } from './api/train';
import { throttleSteps } from './throttle-steps';
import { trainOnBackends } from './train-on-backends';
import { createRecorder } from './record-trial';
import { startCompute } from './warm-start';

/** Min time between two reported steps; a step may take less than 20 ms. */
const stepIntervalMs = 100;

/** The training worker. */
export const trainApi: TrainApi = {
  async warmUp(backend, workers) {
    const { helpers } = await startCompute(backend, countWorkers(workers));
    await Promise.all(helpers.map(({ started, crashed }) => Promise.race([started, crashed])));
  },
  async train(request, onEvent) {
    const database = await openDatabase();
    // A training from the start replaces one that could have been resumed.
    await deleteCheckpoint(database, keyRequest(request));
    return run(database, request, throttleSteps(onEvent, stepIntervalMs));
  },
  async resume(checkpointId, onEvent) {
    const database = await openDatabase();
    const { request, checkpoint } = await loadCheckpoint(database, checkpointId);
    return run(database, request, throttleSteps(onEvent, stepIntervalMs), checkpoint);
  },
  async study(request, isResumed, onEvent) {
    const workers = countWorkers(request.training.workers);
    const { runStudy } = await import('./study');
    return runStudy(request, { workers, isResumed, onEvent });
  },
  async search(request, finished, { backend, workers }, onEvent) {
    const { runSearch } = await import('./search');
    return runSearch(request, finished, { backend, workers: countWorkers(workers), onEvent });
  },
};

async function run(
  database: TabquantDatabase,
  asked: TrainRequest,
  onEvent: (event: TrainEvent) => void,
  checkpoint?: TrainingCheckpoint,
): Promise<ModelInfo> {
  // The result depends on the number of workers, so it is stored with the request for resuming.
  const workers = countWorkers(asked.workers);
  const request = { ...asked, workers };
  onEvent({ kind: 'preparing' });
  if (needsBackend(request.spec)) {
    // Beside the reading of the bars; whoever needs the backend is told of a failure.
    startCompute(request.backend, workers).catch(() => undefined);
  }
  const source = await findDataset(database, request.datasetId);
  const { dataset, openTime } = await prepareDataset(database, request);
  const id = keyRequest(request);
  const keep = (latest: TrainingCheckpoint): Promise<void> =>
    saveCheckpoint(database, {
      id,
      datasetId: request.datasetId,
      request,
      epochsDone: listEpochs(latest).length,
      savedAt: Date.now(),
      checkpoint: latest,
    });
  const job = { request, dataset, onEvent, checkpoint, keep };
  const trained = await trainOnBackends(job).catch(async (error: unknown) => {
    // It cannot succeed, so it must not be resumed.
    if (error instanceof TrainingError) await deleteCheckpoint(database, id);
    throw error;
  });
  const { backend, weights, summary } = trained;
  const { probability, ...judged } = judgeModel(dataset, trained.probability, openTime);
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
    ...judged,
  };
  try {
    await recordTraining(database, source, info, takeHoldout(dataset.split, probability));
  } catch (error) {
    onEvent({ kind: 'trial-failed', reason: describeCause(error) });
  }
  await saveModel(database, info, weights, probability, id);
  return info;
}

/** Appends to the ledger what the model earns on its test block with the settings that a first simulation has. */
async function recordTraining(
  database: TabquantDatabase,
  dataset: DatasetInfo,
  model: ModelInfo,
  outOfSample: OutOfSample,
): Promise<void> {
  const bars = await loadBars(database, dataset.id);
  const subject = { dataset, model, bars, outOfSample };
  await createRecorder('trained', subject)(suitSettings(dataset, model));
}

function countWorkers(wanted: TrainRequest['workers']): number {
  return chooseWorkers(wanted ?? 'auto', navigator.hardwareConcurrency);
}

async function findDataset(database: TabquantDatabase, id: string): Promise<DatasetInfo> {
  const info = (await listDatasets(database)).find((dataset) => dataset.id === id);
  if (info === undefined) throw new Error(`training: dataset ${id} is not stored any more`);
  return info;
}

/** Builds the dataset, with the open times of the test labels; a separate function, so that the bars can be freed afterwards. */
async function prepareDataset(
  database: TabquantDatabase,
  { datasetId, spec, label, horizonBars, features, split }: TrainRequest,
): Promise<{ readonly dataset: Dataset; readonly openTime: Float64Array }> {
  const bars = await loadBars(database, datasetId);
  const aheadBars = findLabel(label).lookAheadBars(horizonBars);
  const dataset = buildDataset(bars, {
    label,
    horizonBars,
    receptiveField: receptiveField(spec),
    features,
    split: split && splitBlocks(countBars(bars), { horizonBars: aheadBars, ...split }),
  });
  return { dataset, openTime: bars.openTime.slice() };
}

/** Returns what is known about a model before it is trained. */
function describeModel(
  { spec, options, label, horizonBars }: TrainRequest,
  { id, name, symbol, market, intervalMs }: DatasetInfo,
) {
  return {
    id: crypto.randomUUID(),
    name: `${describeSpec(spec)} · ${nameMarket(symbol, market) || name}`,
    trainedAt: Date.now(),
    datasetId: id,
    datasetName: name,
    symbol,
    ...(market === undefined ? {} : { market }),
    intervalMs,
    spec,
    options,
    label,
    horizonBars,
  };
}

/** Calibrates the probabilities of all bars and reports on the test block, without its purged labels. */
function judgeModel(dataset: Dataset, raw: Float32Array, openTime: Float64Array) {
  const { labels, horizonBars, split } = dataset;
  const { probability, calibration, baseRate } = calibrateOnValidation(dataset, raw);
  const { start, end } = split.test.labels;
  const rawTest = raw.subarray(start, end);
  const held = takeHoldout(split, probability);
  return {
    probability,
    calibration,
    test: reportOutOfSample(held, labels, openTime, { horizonBars, constantGuess: baseRate }),
    rawTest: reportCalibration(labels.subarray(start, end), rawTest, baseRate),
  };
}
