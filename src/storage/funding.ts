import { type FundingRates, joinFunding } from '../core/bars/funding-rates';
import type { DatasetInfo } from '../core/library';
import { commit } from './database';
import { isDatasetInfo } from './dataset-record';
import { missingDataset } from './datasets';
import type { TabquantDatabase } from './schema';

/**
 * Keeps funding rates with every dataset of `symbol` that is not in the trash, beside those that it has, and returns their records. Of
 * times that it has already the new rate holds. Throws `StorageError`.
 */
export async function keepFunding(
  database: TabquantDatabase,
  symbol: string,
  rates: FundingRates,
): Promise<readonly DatasetInfo[]> {
  return commit(database, ['datasets'], 'keep the funding rates', async (transaction) => {
    const store = transaction.objectStore('datasets');
    const changed: DatasetInfo[] = [];
    for (const record of await store.getAll()) {
      if (!isDatasetInfo(record) || record.symbol !== symbol) continue;
      if (record.deletedAt !== undefined) continue;
      const info = { ...record, funding: joinFunding(record.funding, rates) };
      await store.put(info);
      changed.push(info);
    }
    return changed;
  });
}

/** Takes the funding rates off a dataset; throws `StorageError`. */
export async function removeFunding(database: TabquantDatabase, id: string): Promise<void> {
  await commit(database, ['datasets'], 'remove the funding rates', async (transaction) => {
    const store = transaction.objectStore('datasets');
    const info = await store.get(id);
    if (info === undefined) throw missingDataset(id);
    const { funding: _, ...kept } = info;
    await store.put(kept);
  });
}
