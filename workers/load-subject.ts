import type { BarRange, Bars } from '../src/core/bars/bars';
import type { DatasetInfo, ModelInfo } from '../src/core/library';
import type { BackendChoice } from '../src/core/models/options';
import { findOutOfSample } from '../src/core/out-of-sample';
import { findDataset, loadBars } from '../src/storage/datasets';
import { type LoadedModel, loadModel, loadPrediction, savePrediction } from '../src/storage/models';
import { openDatabase } from '../src/storage/database';
import type { TabquantDatabase } from '../src/storage/schema';

/** A model over a dataset. */
interface SubjectRequest {
  readonly datasetId: string;
  readonly modelId: string;
  readonly backend: BackendChoice;
}

/** A model over the bars of a dataset. */
export interface Subject {
  readonly dataset: DatasetInfo;
  readonly model: ModelInfo;
  readonly bars: Bars;
  /** One per bar; NaN where the model has no full window. */
  readonly probability: Float32Array;
  /** Bars that the model has not seen. */
  readonly range: BarRange;
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
    const { info: model } = loaded;
    const probability = await predictOnce(database, bars, loaded, request, onPredicted);
    const range = findOutOfSample({ dataset, bars, model, probability });
    return { dataset, model, bars, probability, range };
  } finally {
    database.close();
  }
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
