import { type FundingRates, joinFunding } from '../core/bars/funding-rates';
import type { DatasetInfo } from '../core/library';
import { commit, read, type WriteTransaction } from './database';
import { isDatasetInfo } from './dataset-record';
import { missingDataset } from './datasets';
import type { TabquantDatabase } from './schema';
import { withStorageErrors } from './storage-error';

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

/** Returns the funding rates that the datasets of `symbol` have which are not in the trash; undefined where none has any. */
export async function findFunding(
  transaction: WriteTransaction,
  symbol: string,
): Promise<FundingRates | undefined> {
  return gatherFunding(await transaction.objectStore('datasets').getAll(), symbol);
}

/** Returns what `findFunding` does; throws `StorageError`. */
export async function loadFunding(
  database: TabquantDatabase,
  symbol: string,
): Promise<FundingRates | undefined> {
  return withStorageErrors('load the funding rates', async () =>
    gatherFunding(
      await read(database, ['datasets'], (transaction) =>
        transaction.objectStore('datasets').getAll(),
      ),
      symbol,
    ),
  );
}

function gatherFunding(records: readonly unknown[], symbol: string): FundingRates | undefined {
  let found: FundingRates | undefined;
  for (const record of records) {
    if (!isDatasetInfo(record) || record.symbol !== symbol) continue;
    if (record.deletedAt !== undefined || record.funding === undefined) continue;
    found = joinFunding(found, record.funding);
  }
  return found;
}

/** Takes the funding rates off a dataset; throws `StorageError`. */
export async function removeFunding(database: TabquantDatabase, id: string): Promise<void> {
  await changeFunding(database, id, 'remove the funding rates', () => undefined);
}

/** Gives a dataset back the rates that were taken off it, beside those that it has by now, which hold; throws `StorageError`. */
export async function restoreFunding(
  database: TabquantDatabase,
  id: string,
  rates: FundingRates,
): Promise<void> {
  await changeFunding(database, id, 'restore the funding rates', (known) =>
    known === undefined ? rates : joinFunding(rates, known),
  );
}

async function changeFunding(
  database: TabquantDatabase,
  id: string,
  action: string,
  change: (known: FundingRates | undefined) => FundingRates | undefined,
): Promise<void> {
  await commit(database, ['datasets'], action, async (transaction) => {
    const store = transaction.objectStore('datasets');
    const info = await store.get(id);
    if (info === undefined) throw missingDataset(id);
    const { funding: known, ...kept } = info;
    const funding = change(known);
    await store.put({ ...kept, ...(funding !== undefined && { funding }) });
  });
}
