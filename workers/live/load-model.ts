import type { Bars } from '../../src/core/bars/bars';
import { sliceBars } from '../../src/core/bars/slice';
import { computeFeatures } from '../../src/core/features/compute';
import type { ModelInfo } from '../../src/core/library';
import { findDeciles } from '../../src/core/metrics/population-stability';
import { loadBars } from '../../src/storage/datasets';
import { loadModel } from '../../src/storage/models';
import { loadPrediction } from '../../src/storage/predictions';
import type { TabquantDatabase } from '../../src/storage/schema';
import { StorageError } from '../../src/storage/storage-error';
import type { LiveModel } from './ports';
import type { UpkeepStandard } from './upkeep-monitor';

/** Returns a stored model that can be asked bar by bar; rejects with `StorageError`. */
export async function loadLiveModel(database: TabquantDatabase, id: string): Promise<LiveModel> {
  const { info, weights } = await loadModel(database, id);
  const { spec, features, scaler } = info;
  return {
    info,
    desk: { id, spec, features, scaler, weights },
    loadStandard: () => loadStandard(database, info),
  };
}

/** Where features and probabilities of the model's own bars lay. */
async function loadStandard(database: TabquantDatabase, info: ModelInfo): Promise<UpkeepStandard> {
  const { datasetId, features, horizonBars, split, test } = info;
  const [bars, probability] = await Promise.all([
    loadIfThere(database, datasetId),
    loadPrediction(database, info.id, datasetId),
  ]);
  const testBars = split.test.bars;
  const tested = probability?.subarray(testBars.start, testBars.end);
  const reference = {
    test,
    horizonBars,
    intervalMs: info.intervalMs,
    featureDeciles:
      bars === undefined
        ? features.map(() => undefined)
        : computeFeatures(sliceBars(bars, split.train.bars), features).columns.map(findDeciles),
    probabilityDeciles: tested && findDeciles(Float64Array.from(tested)),
  };
  const last = bars?.openTime.at(-1);
  // Without its bars nothing but the time of training is sure to be after all of them.
  const trainedTo = last === undefined ? info.trainedAt : last + info.intervalMs;
  return { reference, trainedTo };
}

/** The dataset may have been deleted since. */
async function loadIfThere(database: TabquantDatabase, id: string): Promise<Bars | undefined> {
  try {
    return await loadBars(database, id);
  } catch (error) {
    if (error instanceof StorageError && error.kind === 'missing') return undefined;
    throw error;
  }
}
