import type { DamagedDataset } from '../core/damaged-dataset';
import type { DatasetInfo } from '../core/library';
import { read } from './read';
import { findUnreadableField, isDatasetInfo, readRecord, salvageFields } from './read-record';
import type { TabquantDatabase } from './schema';
import { toStorageError, withStorageErrors } from './storage-error';

/** Every dataset that is stored, by what can be done with it. */
export interface DatasetLists {
  /** Newest first; those that came together by name. */
  readonly kept: readonly DatasetInfo[];
  /** In the trash; last deleted first. */
  readonly deleted: readonly DatasetInfo[];
  /** Can be repaired (`repairDataset`) or removed for good (`removeDataset`). */
  readonly damaged: readonly DamagedDataset[];
}

/** Datasets that are neither deleted nor damaged, newest first; throws `StorageError`. */
export async function listDatasets(database: TabquantDatabase): Promise<readonly DatasetInfo[]> {
  return (await listAllDatasets(database)).kept;
}

/**
 * All datasets without their bars. One that is damaged never hides another; bars without a record
 * count as damaged too. Throws `StorageError`.
 */
export async function listAllDatasets(database: TabquantDatabase): Promise<DatasetLists> {
  return withStorageErrors('list the datasets', async () => {
    const { records, withBars } = await readRecords(database);
    const kept: DatasetInfo[] = [];
    const deleted: DatasetInfo[] = [];
    const damaged: DamagedDataset[] = [];
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

/** A dataset's record, from the trash too; undefined when none is readable; throws `StorageError`. */
export async function findDataset(
  database: TabquantDatabase,
  id: string,
): Promise<DatasetInfo | undefined> {
  const record = await readRecord(database, id);
  return isDatasetInfo(record) ? record : undefined;
}

interface Records {
  readonly records: ReadonlyMap<string, unknown>;
  /** Ids under which bars are stored. */
  readonly withBars: ReadonlySet<string>;
}

async function readRecords(database: TabquantDatabase): Promise<Records> {
  try {
    return await read(database, ['datasets', 'bars'], async (transaction) => {
      const [ids, withBars, found] = await Promise.all([
        transaction.objectStore('datasets').getAllKeys(),
        transaction.objectStore('bars').getAllKeys(),
        transaction.objectStore('datasets').getAll(),
      ]);
      const records = new Map<string, unknown>(ids.map((id, at) => [id, found[at]]));
      return { records, withBars: new Set(withBars) };
    });
  } catch (cause) {
    // One record that the browser has lost fails all of them.
    if (toStorageError('list', cause).kind === 'corrupt') return readRecordsOneByOne(database);
    throw cause;
  }
}

async function readRecordsOneByOne(database: TabquantDatabase): Promise<Records> {
  const [ids, withBars] = await Promise.all([
    database.getAllKeys('datasets'),
    database.getAllKeys('bars'),
  ]);
  const records = new Map<string, unknown>();
  for (const id of ids) records.set(id, await readRecord(database, id));
  return { records, withBars: new Set(withBars) };
}

function describeDamage(id: string, record: unknown, hasBars: boolean): DamagedDataset {
  const name = salvageFields(record).name ?? id.slice(0, 8);
  if (!hasBars) return { id, name, problem: 'its bars are gone', isRepairable: false };
  const field = findUnreadableField(record);
  const problem =
    record === undefined ? 'its record is gone' : `its record has no readable ${field}`;
  return { id, name, problem, isRepairable: true };
}
