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
import { type PooledMarket, poolMarkets, takeMarket } from '../src/core/dataset/pool-markets';
import { splitBlocks } from '../src/core/dataset/splits';
import { findLabel } from '../src/core/labels/find-label';
import type { DatasetInfo, ModelInfo, ModelPool } from '../src/core/library';
import { calibrateOnValidation } from '../src/core/calibrate-on-validation';
import { reportCalibration } from '../src/core/metrics/classification';
import { nameMarket } from '../src/core/market-name';
import { reportTogether, suitModel } from '../src/core/pooled-model';
import {
  findOpenTime,
  type OutOfSample,
  reportOutOfSample,
  takeHoldout,
} from '../src/core/out-of-sample';
import { deleteCheckpoint, loadCheckpoint, saveCheckpoint } from '../src/storage/checkpoints';
import { listDatasets, loadBars } from '../src/storage/datasets';
import { saveModel, savePrediction } from '../src/storage/models';
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
  const { dataset, markets } = await prepareDataset(database, request);
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
  const {
    probability: calibrated,
    calibration,
    baseRate,
  } = calibrateOnValidation(dataset, trained.probability);
  const judged = markets.map((market) => {
    const raw = takeMarket(market, trained.probability);
    const probability = takeMarket(market, calibrated);
    return {
      ...market,
      probability,
      ...judgeMarket(market, request.horizonBars, raw, probability, baseRate),
    };
  });
  onEvent({ kind: 'saving' });
  const [own, ...others] = judged;
  const info: ModelInfo = {
    ...describeModel(request, markets),
    features: dataset.features,
    scaler: dataset.scaler,
    split: own.split,
    outOfSample: own.split.test.bars,
    outOfSampleFrom: findOpenTime(own.source, own.split.test.bars.start),
    backend,
    workers: trained.workers,
    training: summary,
    calibration,
    test: own.test,
    rawTest: own.rawTest,
    ...(request.pool === undefined ? {} : { pool: describePool(request.pool, judged) }),
  };
  try {
    for (const { source, outOfSample } of judged) {
      if (outOfSample.bars[0].start === outOfSample.bars[0].end) continue;
      await recordTraining(database, source, info, outOfSample);
    }
  } catch (error) {
    onEvent({ kind: 'trial-failed', reason: describeCause(error) });
  }
  await saveModel(database, info, weights, own.probability, id);
  for (const { source, probability } of others) {
    await savePrediction(database, info.id, source.id, probability);
  }
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
  const subject = { dataset, model: suitModel(model, dataset), bars, outOfSample };
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

/** A market that a model is trained on. */
interface TrainedMarket extends PooledMarket {
  readonly source: DatasetInfo;
  readonly openTime: Float64Array;
}

/** Builds the dataset of one or several markets; a separate function, so that the bars can be freed afterwards. */
async function prepareDataset(
  database: TabquantDatabase,
  { datasetId, spec, label, horizonBars, features, split, pool }: TrainRequest,
): Promise<{ readonly dataset: Dataset; readonly markets: readonly TrainedMarket[] }> {
  const load = async (id: string) => {
    const [source, bars] = await Promise.all([findDataset(database, id), loadBars(database, id)]);
    return { source, bars, openTime: bars.openTime.slice() };
  };
  const loaded = await Promise.all([datasetId, ...(pool?.datasetIds ?? [])].map(load));
  const options = { label, horizonBars, receptiveField: receptiveField(spec), features };
  if (pool !== undefined) {
    const named = loaded.map(({ source, bars }) => ({ name: nameDataset(source), bars }));
    const { dataset, markets } = poolMarkets(named, { ...options, ...pool, ...split });
    return {
      dataset,
      markets: markets.map((market, at) => ({
        ...market,
        source: loaded[at].source,
        openTime: loaded[at].openTime,
      })),
    };
  }
  const [{ source, bars, openTime }] = loaded;
  const aheadBars = findLabel(label).lookAheadBars(horizonBars);
  const count = countBars(bars);
  const dataset = buildDataset(bars, {
    ...options,
    split: split && splitBlocks(count, { horizonBars: aheadBars, ...split }),
  });
  const rows = [{ bars: { start: 0, end: count }, firstRow: 0 }];
  return { dataset, markets: [{ ...dataset, rows, source, openTime }] };
}

const nameDataset = ({ name, symbol, market }: DatasetInfo): string =>
  nameMarket(symbol, market) || name;

/** Returns what is known about a model before it is trained; it is that of the first market. */
function describeModel(
  { spec, options, label, horizonBars }: TrainRequest,
  markets: readonly TrainedMarket[],
) {
  const [{ id, name, symbol, market, intervalMs }] = markets.map(({ source }) => source);
  const names = markets.map(({ source }) => nameDataset(source));
  const told = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  return {
    id: crypto.randomUUID(),
    name: `${describeSpec(spec)} · ${told.join(' + ')}`,
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

/** Reports on the test block of a market, without its purged labels; `baseRate` is that of all training labels. */
function judgeMarket(
  { labels, split, openTime }: TrainedMarket,
  horizonBars: number,
  raw: Float32Array,
  probability: Float32Array,
  baseRate: number,
) {
  const { start, end } = split.test.labels;
  const outOfSample = takeHoldout(split, probability);
  return {
    outOfSample,
    test: reportOutOfSample(outOfSample, labels, openTime, {
      horizonBars,
      constantGuess: baseRate,
    }),
    rawTest: reportCalibration(labels.subarray(start, end), raw.subarray(start, end), baseRate),
  };
}

/** Returns the record of the markets that a model was trained on. */
function describePool(
  { scaling, hasSymbol }: NonNullable<TrainRequest['pool']>,
  markets: readonly (TrainedMarket & ReturnType<typeof judgeMarket>)[],
): ModelPool {
  return {
    scaling,
    hasSymbol,
    markets: markets.map(({ source, scaler, split, test, rawTest }) => ({
      datasetId: source.id,
      datasetName: source.name,
      symbol: source.symbol,
      ...(source.market === undefined ? {} : { market: source.market }),
      scaler,
      split,
      ...(test.bars > 0 ? { judged: { test, rawTest } } : {}),
    })),
    together: reportTogether(markets),
  };
}
