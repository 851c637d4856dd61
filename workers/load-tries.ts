import type { EpochMs } from '../src/core/bars/bars';
import type { DatasetInfo } from '../src/core/library';
import { listTriesOn, nameSeries } from '../src/core/verdict/ledger';
import { summarizeTrials, type TrialSummary } from '../src/core/verdict/trial-statistics';
import { openDatabase } from '../src/storage/database';
import { loadLedger } from '../src/storage/trials';

/** Returns what was tried on bars of a dataset; throws `StorageError`. */
export async function loadTries(
  dataset: DatasetInfo,
  { from, to }: { readonly from: EpochMs; readonly to: EpochMs },
): Promise<TrialSummary> {
  const database = await openDatabase();
  try {
    const { trials } = await loadLedger(database);
    const on = { datasetId: dataset.id, series: nameSeries(dataset), from, to };
    return summarizeTrials(listTriesOn(trials, on));
  } finally {
    database.close();
  }
}
