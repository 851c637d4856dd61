import { suitModel } from '../src/core/pooled-model';
import { findLeaks } from '../src/core/verdict/leak-detector';
import { describePipeline } from '../src/core/verdict/leaks/describe-pipeline';
import type { LeakReport } from '../src/core/verdict/leaks/pipeline';
import { findDataset, loadBars } from '../src/storage/datasets';
import { loadModel, loadPrediction } from '../src/storage/models';
import type { TabquantDatabase } from '../src/storage/schema';
import type { LeakRequest } from './api/data';

/**
 * Looks for leaks in all that a stored model was made of and is traded by: features, label, splits, scaler, the network
 * with its stored probabilities, and the trading settings. Throws `StorageError`.
 */
export async function checkLeaks(
  database: TabquantDatabase,
  { datasetId, modelId, settings }: LeakRequest,
  onProgress: (done: number, total: number) => void,
): Promise<LeakReport> {
  const [bars, { info: model, weights }, probability, dataset] = await Promise.all([
    loadBars(database, datasetId),
    loadModel(database, modelId),
    loadPrediction(database, modelId, datasetId),
    findDataset(database, datasetId),
  ]);
  const info = dataset === undefined ? model : suitModel(model, dataset);
  const pipeline = describePipeline({
    ...info,
    splits: datasetId === info.datasetId ? [info.split] : [],
    model: { ...info, weights },
    ...(probability?.length === bars.openTime.length && { probability }),
    settings,
  });
  return findLeaks(pipeline, bars, {}, onProgress);
}
