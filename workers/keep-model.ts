import { calibrateOnValidation } from '../src/core/calibrate-on-validation';
import type { Dataset } from '../src/core/dataset/dataset';
import { takeMarket } from '../src/core/dataset/pool-markets';
import { describeCause } from '../src/core/describe-cause';
import { findLabel } from '../src/core/labels/find-label';
import { labels } from '../src/core/labels/list';
import type { DatasetInfo, ModelInfo, ModelPool } from '../src/core/library';
import { reportCalibration } from '../src/core/metrics/classification';
import { describeSpec } from '../src/core/models/spec';
import {
  findOpenTime,
  type OutOfSample,
  reportOutOfSample,
  takeHoldout,
} from '../src/core/out-of-sample';
import { reportTogether, suitModel } from '../src/core/pooled-model';
import { suitSettings } from '../src/core/trading/settings';
import type { TrainingRequest } from '../src/core/training';
import { loadBars } from '../src/storage/datasets';
import { saveModel, savePrediction } from '../src/storage/models';
import type { TabquantDatabase } from '../src/storage/schema';
import type { TrainEvent } from './api/train';
import { nameTrained, type TrainedMarket } from './prepare-training';
import { createRecorder } from './record-trial';
import type { Trained } from './train-on-backends';

/** A model that is made, and what it was made of. */
interface MadeModel {
  readonly request: TrainingRequest;
  readonly dataset: Dataset;
  readonly markets: readonly TrainedMarket[];
  readonly trained: Trained;
  /** Of its training, which is over. */
  readonly checkpointId?: string;
  /** Id of a model that comes with the page; a model that was made here gets a new one. */
  readonly builtInId?: string;
}

/** Calibrates and judges a model, records what it earns as a try, stores it and returns it. */
export async function keepModel(
  database: TabquantDatabase,
  { request, dataset, markets, trained, checkpointId, builtInId }: MadeModel,
  onEvent: (event: TrainEvent) => void,
): Promise<ModelInfo> {
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
    ...describeModel(request, markets, builtInId),
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
  await saveModel(database, info, weights, own.probability, checkpointId);
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

/** Returns what is known about a model before it is trained; it is that of the first market. */
function describeModel(
  { spec, options, label, horizonBars }: TrainingRequest,
  markets: readonly TrainedMarket[],
  builtInId: string | undefined,
) {
  const [{ id, name, symbol, market, intervalMs }] = markets.map(({ source }) => source);
  const names = markets.map(({ source }) => nameTrained(source));
  const { title } = findLabel(label);
  const told = names.length > 3 ? [...names.slice(0, 2), `${names.length - 2} more`] : names;
  const isBuiltIn = builtInId !== undefined;
  return {
    id: builtInId ?? crypto.randomUUID(),
    ...(isBuiltIn && { isBuiltIn }),
    name: [
      ...(isBuiltIn ? ['Ready-made'] : []),
      describeSpec(spec),
      told.join(' + '),
      ...(label === labels[0].name ? [] : [title]),
    ].join(' · '),
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
  { scaling, hasSymbol }: NonNullable<TrainingRequest['pool']>,
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
