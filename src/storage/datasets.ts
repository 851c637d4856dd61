import type { Bars, EpochMs } from '../core/bars/bars';
import { commit, read } from './database';
import {
  describeBars,
  findContradiction,
  findUnreadableField,
  isDatasetInfo,
  salvageFields,
} from './dataset-record';
import type { TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';
import { readRecord, readRecords } from './stored-records';
import { verifyBars } from './packed-bars';
import type { DamagedRecord, DatasetInfo } from '../core/library';

/**
 * Returns the bars of a dataset, which may be in the trash, after verifying them: bytes, interval and columns
 * against the id, and the record against the bars. Throws `StorageError`: `missing` when there is no such dataset,
 * `corrupt` when anything has changed.
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

/** Returns the error for a dataset that does not exist. */
export function missingDataset(id: string): StorageError {
  return new StorageError(
    'missing',
    `Dataset ${id.slice(0, 8)} no longer exists. Import its files again.`,
  );
}

function damagedDataset(problem: string): StorageError {
  return new StorageError('corrupt', `${problem} Import its files again to repair it.`);
}

/** Every stored dataset, grouped by what can be done with it. */
interface DatasetLists {
  /** Newest first; those that came together by name. */
  readonly kept: readonly DatasetInfo[];
  /** In the trash; last deleted first. */
  readonly deleted: readonly DatasetInfo[];
  /** Can be repaired (`repairDataset`) or removed for good (`removeRecord`). */
  readonly damaged: readonly DamagedRecord[];
}

/** Returns the datasets that are neither deleted nor damaged, newest first; throws `StorageError`. */
export async function listDatasets(database: TabquantDatabase): Promise<readonly DatasetInfo[]> {
  return (await listAllDatasets(database)).kept;
}

/**
 * Returns all datasets without their bars. A damaged one never hides another; bars without a record count as
 * damaged too. Throws `StorageError`.
 */
export async function listAllDatasets(database: TabquantDatabase): Promise<DatasetLists> {
  return withStorageErrors('list the datasets', async () => {
    const { records, withParts: withBars } = await readRecords(database, 'datasets', 'bars');
    const kept: DatasetInfo[] = [];
    const deleted: DatasetInfo[] = [];
    const damaged: DamagedRecord[] = [];
    for (const id of new Set([...records.keys(), ...withBars])) {
      const record = records.get(id);
      if (!isDatasetInfo(record) || !withBars.has(id)) {
        damaged.push(describeDamage(id, record, withBars.has(id)));
      } else (record.deletedAt === undefined ? kept : deleted).push(record);
    }
    return {
      kept: kept.sort((a, b) => b.addedAt - a.addedAt || (a.name < b.name ? -1 : 1)),
      deleted: deleted.sort((a, b) => (b.deletedAt ?? 0) - (a.deletedAt ?? 0)),
      damaged,
    };
  });
}

/**
 * Returns a dataset's record, which may be in the trash; undefined when it is missing or damaged. Throws
 * `StorageError`.
 */
export async function findDataset(
  database: TabquantDatabase,
  id: string,
): Promise<DatasetInfo | undefined> {
  const record = await readRecord(database, 'datasets', id);
  return isDatasetInfo(record) ? record : undefined;
}

function describeDamage(id: string, record: unknown, hasBars: boolean): DamagedRecord {
  const kind = 'dataset';
  const name = salvageFields(record).name ?? id.slice(0, 8);
  if (!hasBars) return { kind, id, name, problem: 'its bars are gone', isRepairable: false };
  const field = findUnreadableField(record);
  const problem =
    record === undefined ? 'its record is gone' : `its record has no readable ${field}`;
  return { kind, id, name, problem, isRepairable: true };
}

/**
 * Rebuilds the record of a damaged dataset from its bars and the readable fields of the old record, and returns
 * it. Throws `StorageError`: `missing` when it has no bars, `corrupt` when these are damaged too, so that it can
 * only be removed or imported again.
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
  const record = await readRecord(database, 'datasets', id);
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
