import type { Bars } from '../src/core/bars/bars';
import type { WalkForwardFolds } from '../src/core/dataset/walk-forward';
import type { DatasetInfo, ModelInfo } from '../src/core/library';
import type { BackendChoice } from '../src/core/models/options';
import {
  checkInterval,
  joinFolds,
  type OutOfSample,
  takeAllBars,
  spanBars,
  takeOutOfSample,
} from '../src/core/out-of-sample';
import { suitModel } from '../src/core/pooled-model';
import type { StudyRequest } from '../src/core/study';
import { planStudy } from '../src/core/study-trainings';
import { findFinerDataset, type TradedBars } from '../src/core/trading/finer-bars';
import { findDataset, listDatasets, loadBars } from '../src/storage/datasets';
import { type LoadedModel, loadModel, loadPrediction, savePrediction } from '../src/storage/models';
import { openDatabase } from '../src/storage/database';
import type { TabquantDatabase } from '../src/storage/schema';
import { loadStudy, type StudyOutput } from '../src/storage/studies';

/** A model over a dataset. */
interface SubjectRequest {
  readonly datasetId: string;
  readonly modelId: string;
  readonly backend: BackendChoice;
  /** A finished walk-forward over the dataset, whose joined test blocks take the place of the model's. */
  readonly studyId?: string | undefined;
}

interface WalkForward {
  readonly request: StudyRequest;
  readonly folds: WalkForwardFolds;
}

/** A model over the bars of a dataset. */
export interface Subject {
  readonly dataset: DatasetInfo;
  /** As it is used on this dataset. */
  readonly model: ModelInfo;
  readonly bars: TradedBars;
  /** One per bar; NaN where the model has no full window, and outside the test blocks of a walk-forward. */
  readonly probability: Float32Array;
  /** What counts: bars that the model, or that of the walk-forward's fold, has not seen. */
  readonly outOfSample: OutOfSample;
  /** The walk-forward whose test blocks these bars are, where they are not the model's own. */
  readonly walkForward?: WalkForward | undefined;
}

/** What is replayed: a model over the bars of a dataset, or those bars alone, for strategies that need no model. */
export interface Replayed extends Omit<Subject, 'model'> {
  readonly model: ModelInfo | undefined;
}

type Progress = (done: number, total: number) => void;

/**
 * Loads a model's probabilities for a dataset and the bars that are out of sample for it; predicts and stores them
 * where that was not done before. Throws `OutOfSampleError` where there are no such bars, and `StorageError`.
 */
export async function loadSubject(
  request: SubjectRequest,
  onPredicted: Progress,
): Promise<Subject> {
  const database = await openDatabase();
  try {
    const { datasetId, modelId } = request;
    const [bars, loaded, dataset] = await Promise.all([
      loadBars(database, datasetId),
      loadModel(database, modelId),
      findDataset(database, datasetId),
    ]);
    if (dataset === undefined) throw new Error(`session: dataset ${datasetId} is gone`);
    const model = suitModel(loaded.info, dataset);
    // Before features are asked for that such bars may lack, too.
    checkInterval(dataset, model);
    const { studyId } = request;
    const joined =
      studyId === undefined ? undefined : await loadWalkForward(database, studyId, bars);
    const probability =
      joined?.outOfSample.probability ??
      (await predictOnce(database, bars, { ...loaded, info: model }, request, onPredicted));
    const outOfSample =
      joined?.outOfSample ?? takeOutOfSample({ dataset, bars, model, probability });
    const traded = await withFinerBars(database, dataset, bars, outOfSample);
    return { dataset, model, bars: traded, probability, outOfSample, walkForward: joined };
  } finally {
    database.close();
  }
}

/**
 * Returns the bars together with the funding rates of the dataset, and with those of a finer interval where the library has them of
 * the whole out-of-sample period.
 */
export async function withFinerBars(
  database: TabquantDatabase,
  dataset: DatasetInfo,
  bars: Bars,
  outOfSample: OutOfSample,
): Promise<TradedBars> {
  const { start, end } = spanBars(outOfSample);
  const period = { from: bars.openTime[start], to: bars.openTime[end - 1] };
  const found = findFinerDataset(dataset, period, await listDatasets(database));
  const { funding } = dataset;
  const traded = funding === undefined ? bars : { ...bars, funding };
  return found === undefined ? traded : { ...traded, finer: await loadBars(database, found.id) };
}

/** Returns what is to be replayed: as `loadSubject` with a model, else all bars of the dataset. */
export async function loadReplayed(
  {
    modelId,
    ...request
  }: Omit<SubjectRequest, 'modelId'> & { readonly modelId?: string | undefined },
  onPredicted: Progress,
): Promise<Replayed> {
  if (modelId !== undefined) return loadSubject({ ...request, modelId }, onPredicted);
  const { datasetId } = request;
  const database = await openDatabase();
  try {
    const [bars, dataset] = await Promise.all([
      loadBars(database, datasetId),
      findDataset(database, datasetId),
    ]);
    if (dataset === undefined) throw new Error(`session: dataset ${datasetId} is gone`);
    const outOfSample = takeAllBars(bars.openTime.length);
    const { probability } = outOfSample;
    const traded = await withFinerBars(database, dataset, bars, outOfSample);
    return { dataset, model: undefined, bars: traded, probability, outOfSample };
  } finally {
    database.close();
  }
}

/** What a finished walk-forward left. */
interface LoadedWalkForward extends WalkForward {
  /** One a fold. */
  readonly outputs: readonly StudyOutput[];
  readonly outOfSample: OutOfSample;
}

/** Returns a finished walk-forward with its joined test blocks; throws where it is of another kind or unfinished. */
export async function loadWalkForward(
  database: TabquantDatabase,
  studyId: string,
  bars: Bars,
): Promise<LoadedWalkForward> {
  const { study, outputs } = await loadStudy(database, studyId);
  const { request } = study;
  const planned = planStudy(bars, request);
  if (planned.kind !== 'walk-forward') throw new Error('session: the study is no walk-forward');
  const { folds } = planned;
  const probabilities = outputs.map(({ probability }) => probability);
  const outOfSample = joinFolds(folds, probabilities, bars.openTime.length);
  return { request, folds, outputs, outOfSample };
}

/** Returns the stored probabilities of a model for a dataset, or computes and stores them. */
async function predictOnce(
  database: TabquantDatabase,
  bars: Bars,
  { info, weights }: LoadedModel,
  { datasetId, backend }: SubjectRequest,
  onPredicted: Progress,
): Promise<Float32Array> {
  const kept = await loadPrediction(database, info.id, datasetId);
  if (kept?.length === bars.openTime.length) return kept;
  const { predictBars } = await import('../models/predict-dataset');
  const probability = await predictBars(bars, info, weights, backend, onPredicted);
  await savePrediction(database, info.id, datasetId, probability);
  return probability;
}
