import type { Bars } from '../core/bars/bars';
import { commit } from './commit';
import { findContradiction } from './describe-dataset';
import { read } from './read';
import { isDatasetInfo, salvageFields } from './read-record';
import type { TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';
import { verifyBars } from './verify-bars';

/**
 * The bars of a dataset, from the trash too, verified: their bytes, interval and columns against
 * their id, and what lists show of them against the bars. Throws `StorageError`: `missing` when there
 * is no such dataset, `corrupt` when anything of it has changed.
 */
export async function loadBars(database: TabquantDatabase, id: string): Promise<Bars> {
  return withStorageErrors('load the bars', async () => {
    const [info, stored] = await read(database, ['datasets', 'bars'], (transaction) =>
      Promise.all([
        transaction.objectStore('datasets').get(id),
        transaction.objectStore('bars').get(id),
      ]),
    );
    if (stored === undefined) throw missingDataset(id);
    const name = salvageFields(info).name ?? id.slice(0, 8);
    const bars = await verifyBars(stored);
    if (bars === undefined) {
      throw damagedDataset(
        `The stored bars of ${name} are damaged: they do not match their checksum.`,
      );
    }
    if (!isDatasetInfo(info)) throw damagedDataset(`The record of ${name} is unreadable.`);
    const field = findContradiction(info, bars);
    if (field === undefined) return bars;
    throw damagedDataset(`The record of ${name} is damaged: its ${field} is not that of its bars.`);
  });
}

/** Gives a dataset another name; throws `StorageError`. */
export async function renameDataset(
  database: TabquantDatabase,
  id: string,
  name: string,
): Promise<void> {
  await commit(database, ['datasets'], 'rename the dataset', async (transaction) => {
    const store = transaction.objectStore('datasets');
    const info = await store.get(id);
    if (info === undefined) throw missingDataset(id);
    await store.put({ ...info, name });
  });
}

/** That no dataset of this id is there. */
export function missingDataset(id: string): StorageError {
  return new StorageError(
    'missing',
    `There is no dataset ${id.slice(0, 8)} any more. Import its files again.`,
  );
}

function damagedDataset(problem: string): StorageError {
  return new StorageError('corrupt', `${problem} Import its files again, which mends it.`);
}
