import type { EpochMs } from '../core/bars/bars';
import type { DatasetInfo } from '../core/library';
import { commit } from './commit';
import { missingDataset } from './datasets';
import { describeBars } from './describe-dataset';
import { readRecord, salvageFields } from './read-record';
import type { TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';
import { verifyBars } from './verify-bars';

/**
 * Makes the record of a damaged dataset again of its bars and of what is readable of the old record,
 * and returns it. Throws `StorageError`: `missing` when it has no bars, `corrupt` when these are
 * damaged too, so that it can only be removed or imported again.
 */
export async function repairDataset(
  database: TabquantDatabase,
  id: string,
  now: EpochMs,
): Promise<DatasetInfo> {
  const bars = await withStorageErrors('repair the dataset', async () => {
    const stored = await database.get('bars', id);
    if (stored === undefined) throw missingDataset(id);
    const intact = await verifyBars(stored);
    if (intact !== undefined) return intact;
    throw new StorageError(
      'corrupt',
      `The bars of dataset ${id.slice(0, 8)} are damaged too, so it cannot be repaired. ` +
        'Import its files again, or remove it.',
    );
  });
  const record = await readRecord(database, id);
  const unknown = {
    name: `Repaired ${id.slice(0, 8)}`,
    symbol: 'UNKNOWN',
    sources: [],
    addedAt: now,
  };
  const info = { ...unknown, ...salvageFields(record), ...describeBars(bars), id };
  await commit(database, ['datasets'], 'repair the dataset', (transaction) =>
    transaction.objectStore('datasets').put(info),
  );
  return info;
}
