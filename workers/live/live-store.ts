import {
  createPaperAccount,
  listPaperAccounts,
  loadPaperAccount,
  removePaperAccount,
  replacePaperAccounts,
  resetPaperAccount,
  restorePaperAccount,
  undoResetPaperAccount,
} from '../../src/storage/paper-accounts';
import { journalPaperSteps } from '../../src/storage/paper-journal';
import { sliceBars } from '../../src/core/bars/bars';
import { computeFeatures } from '../../src/core/features/compute';
import { findFeature } from '../../src/core/features/find-feature';
import type { ModelInfo } from '../../src/core/library';
import { findLiveFrom, type UpkeepStandard } from '../../src/live/upkeep/drift';
import { suitModel, tradedLive } from '../../src/core/pooled-model';
import { gatherStability } from '../../src/core/metrics/stability-limits';
import { findDataset, loadBars } from '../../src/storage/datasets';
import { listModels, loadModel, loadPrediction } from '../../src/storage/models';
import type { ComparedModel } from '../../src/live/upkeep/compare-journals';
import type { TabquantDatabase } from '../../src/storage/schema';
import { StorageError } from '../../src/storage/storage-error';
import type { AccountStore, LiveModel } from '../../src/live/ports';

/** Returns the paper accounts of a database. */
export function createAccountStore(database: TabquantDatabase): AccountStore {
  return {
    list: () => listPaperAccounts(database),
    load: (accountId) => unlessMissing(loadPaperAccount(database, accountId)),
    create: (state) => createPaperAccount(database, state),
    replace: (states) => replacePaperAccounts(database, states),
    reset: (state) => resetPaperAccount(database, state),
    undoReset: (accountId) => undoResetPaperAccount(database, accountId),
    remove: (accountId, now) => removePaperAccount(database, accountId, now),
    restore: (accountId) => restorePaperAccount(database, accountId),
    journal: (entries) => journalPaperSteps(database, entries),
  };
}

const dayMs = 86_400_000;

/** Returns a stored model that can be network bar by bar; rejects with `StorageError`. */
export async function loadLiveModel(database: TabquantDatabase, id: string): Promise<LiveModel> {
  const { info, weights } = await loadModel(database, id);
  const { spec, features, scaler, calibration, pool } = info;
  const scalers = pool?.markets.map(({ symbol }) => {
    return [symbol, suitModel(info, tradedLive(symbol)).scaler] as const;
  });
  return {
    info,
    network: {
      id,
      spec,
      features,
      scaler,
      ...(scalers === undefined ? {} : { scalers: Object.fromEntries(scalers) }),
      calibration,
      weights,
    },
    loadStandard: (symbol) => loadStandard(database, suitModel(info, tradedLive(symbol))),
  };
}

/** Returns what a comparison needs to know about a stored model; undefined where it no longer exists. */
export async function loadComparedModel(
  database: TabquantDatabase,
  id: string,
): Promise<ComparedModel | undefined> {
  const info = (await listModels(database)).find((model) => model.id === id);
  if (info === undefined) return undefined;
  const dataset = await findDataset(database, info.datasetId);
  return { horizonBars: info.horizonBars, liveFrom: findLiveFrom(info, dataset?.to) };
}

/** Returns the reference distributions of features and probabilities, from the model's own bars. */
async function loadStandard(database: TabquantDatabase, info: ModelInfo): Promise<UpkeepStandard> {
  const { datasetId, features, horizonBars, intervalMs, split, test } = info;
  const [bars, probability] = await Promise.all([
    unlessMissing(loadBars(database, datasetId)),
    loadPrediction(database, info.id, datasetId),
  ]);
  const dayBars = Math.max(1, Math.round(dayMs / intervalMs));
  const testBars = split.test.bars;
  const tested = probability?.subarray(testBars.start, testBars.end);
  const judged = features.filter((name) => findFeature(name, intervalMs)?.isOfTime !== true);
  const trained =
    bars &&
    gatherStability(computeFeatures(sliceBars(bars, split.train.bars), judged).columns, dayBars);
  const reference = {
    test,
    horizonBars,
    features: features.map((name) => trained?.references[judged.indexOf(name)]),
    // With the features' persistence: probabilities follow from them, and the test block is too short for its own.
    probability:
      tested &&
      gatherStability([Float64Array.from(tested)], dayBars, trained?.persistence).references[0],
  };
  const liveFrom = findLiveFrom(info, bars?.openTime.at(-1));
  if (bars === undefined) return { reference, ownBars: undefined, liveFrom };
  const { openTime } = bars;
  const ownBars = {
    fittedTo: openTime[split.train.bars.end - 1],
    testedTo: openTime[testBars.end - 1],
  };
  return { reference, ownBars, liveFrom };
}

/** Resolves to undefined where the record does not exist. */
async function unlessMissing<Value>(loading: Promise<Value>): Promise<Value | undefined> {
  try {
    return await loading;
  } catch (error) {
    if (error instanceof StorageError && error.kind === 'missing') return undefined;
    throw error;
  }
}
