import { findHalf } from '../models/network';
import { describeSpec, receptiveField } from '../src/core/models/spec';
import { countBars } from '../src/core/bars/bars';
import { describeCause } from '../src/core/describe-cause';
import { suitSettings } from '../src/core/trading/settings';
import { chooseWorkers, keyRequest, type TrainingCheckpoint } from '../src/core/training';
import { type Dataset } from '../src/core/dataset/dataset';
import { buildDataset } from '../src/core/dataset/build-dataset';
import { type Block, splitBlocks } from '../src/core/dataset/splits';
import { findLabel } from '../src/core/labels/find-label';
import type { DatasetInfo, ModelInfo } from '../src/core/library';
import { reportCalibration, reportClassification } from '../src/core/metrics/classification';
import { measureRiseShare } from '../src/core/metrics/probability-scores';
import { calibrate, fitCalibration } from '../src/core/models/calibration';
import { nameMarket } from '../src/core/market-name';
import { findOpenTime } from '../src/core/out-of-sample';
import { deleteCheckpoint, loadCheckpoint } from '../src/storage/checkpoints';
import { listDatasets, loadBars } from '../src/storage/datasets';
import { saveModel } from '../src/storage/models';
import { openDatabase } from '../src/storage/database';
import type { TabquantDatabase } from '../src/storage/schema';
import type { TrainApi, TrainEvent, TrainRequest } from './api/train';
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
  // The result depends on the number of workers, so it is stored with the request for resuming.
  const workers = countWorkers(asked.workers);
  const request = { ...asked, workers };
  onEvent({ kind: 'preparing' });
  if (findHalf(request.spec).trainedBy === 'gradient') {
    // Beside the reading of the bars; whoever needs the backend is told of a failure.
    startCompute(request.backend, workers).catch(() => undefined);
  }
  const source = await findDataset(database, request.datasetId);
  const { dataset, testTimes } = await prepareDataset(database, request);
  const trained = await trainOnBackends({ database, request, dataset, onEvent, checkpoint });
  const { backend, weights, summary } = trained;
  const { probability, ...judged } = judgeModel(dataset, trained.probability, testTimes);
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
    await recordTraining(database, source, info, probability);
  } catch (error) {
    onEvent({ kind: 'trial-failed', reason: describeCause(error) });
  }
  await saveModel(database, info, weights, probability, keyRequest(request));
  return info;
}

/** Appends to the ledger what the model earns on its test block with the settings that a first simulation has. */
async function recordTraining(
  database: TabquantDatabase,
  dataset: DatasetInfo,
  model: ModelInfo,
  probability: Float32Array,
): Promise<void> {
  const bars = await loadBars(database, dataset.id);
  const subject = { dataset, model, bars, probability, range: model.outOfSample };
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
): Promise<{ readonly dataset: Dataset; readonly testTimes: Float64Array }> {
  const bars = await loadBars(database, datasetId);
  const aheadBars = findLabel(label).lookAheadBars(horizonBars);
  const dataset = buildDataset(bars, {
    label,
    horizonBars,
    receptiveField: receptiveField(spec),
    features,
    split: split && splitBlocks(countBars(bars), { horizonBars: aheadBars, ...split }),
  });
  const { start, end } = dataset.split.test.labels;
  return { dataset, testTimes: bars.openTime.slice(start, end) };
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

/**
 * Calibrates the probabilities of all bars by the labels of the validation block, and reports on the test block.
 * Purged labels count in neither.
 */
function judgeModel(
  { labels, horizonBars, split }: Dataset,
  raw: Float32Array,
  testTimes: Float64Array,
) {
  const cut = <Values extends Float32Array | Uint8Array>(values: Values, block: Block) =>
    values.subarray(block.labels.start, block.labels.end) as Values;
  const { train, validation, test } = split;
  const baseRate = measureRiseShare(cut(labels, train));
  const calibration = fitCalibration(cut(labels, validation), cut(raw, validation), {
    baseRate,
    horizonBars,
  });
  const probability = raw.map((value) => calibrate(value, calibration));
  const tested = cut(labels, test);
  return {
    probability,
    calibration,
    test: reportClassification(tested, cut(probability, test), testTimes, {
      horizonBars,
      constantGuess: baseRate,
    }),
    rawTest: reportCalibration(tested, cut(raw, test), baseRate),
  };
}

/** Returns a listener that passes on every event except steps that come too soon after the last one. */
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
