import { countBars, hasTakerColumns, type Bars, type EpochMs } from '../core/bars/bars';
import { findGaps } from '../core/bars/gaps';
import { mapColumns } from '../core/bars/columns';
import type { DatasetInfo, DataSource, SampleFacts } from '../core/library';
import { deleteCheckpointsOf } from './checkpoints';
import { commit, type WriteTransaction } from './commit';
import { hashBars } from './hash';
import { deletePredictions } from './predictions';
import type { TabquantDatabase } from './schema';
import { StorageError, withStorageErrors } from './storage-error';

/** Bars to keep and what is known of them. */
export interface NewDataset {
  readonly bars: Bars;
  readonly symbol: string;
  readonly name: string;
  readonly sources: readonly DataSource[];
  readonly sample?: SampleFacts;
  /** Id of a dataset whose place it takes: that one is deleted, with all that `deleteDataset` deletes. */
  readonly replaces?: string;
  /** The time to record as `addedAt`. */
  readonly now: EpochMs;
}

/**
 * Stores bars under their SHA-256 and returns what lists show of them. Bars that are stored already
 * stay as they are, and so does what is known of them, their name included. Throws `StorageError`.
 */
export async function saveDataset(
  database: TabquantDatabase,
  dataset: NewDataset,
): Promise<DatasetInfo> {
  const info = describeDataset(await hashBars(dataset.bars), dataset);
  const bars = withoutSharedMemory(dataset.bars);
  const { replaces } = dataset;
  return commit(database, storesOfDataset, `store ${info.name}`, async (transaction) => {
    const known = await transaction.objectStore('datasets').get(info.id);
    if (known === undefined) await transaction.objectStore('datasets').put(info);
    // Written even if known, which mends bytes that were damaged.
    await transaction.objectStore('bars').put({ id: info.id, bars });
    if (replaces !== undefined && replaces !== info.id) await deleteWithin(transaction, replaces);
    return known ?? info;
  });
}

/** All datasets, newest first, without their bars; throws `StorageError`. */
export async function listDatasets(database: TabquantDatabase): Promise<readonly DatasetInfo[]> {
  return withStorageErrors('list the datasets', async () => {
    const datasets = await database.getAll('datasets');
    return datasets.sort((a, b) => b.addedAt - a.addedAt);
  });
}

/**
 * The bars of a dataset, verified against their id; throws `StorageError`: `missing` when there is
 * no such dataset, `corrupt` when its bytes have changed.
 */
export async function loadBars(database: TabquantDatabase, id: string): Promise<Bars> {
  return withStorageErrors('load the bars', async () => {
    const stored = await database.get('bars', id);
    if (stored === undefined) throw missingDataset(id);
    if ((await hashBars(stored.bars)) === id) return stored.bars;
    const name = (await database.get('datasets', id))?.name ?? id.slice(0, 8);
    throw new StorageError(
      'corrupt',
      `The stored bars of ${name} are damaged: they do not match their checksum. ` +
        'Import its files again, which mends them.',
    );
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

/**
 * Deletes a dataset, every model's probabilities for it and training runs on it that could go on;
 * models stay. Throws `StorageError`.
 */
export async function deleteDataset(database: TabquantDatabase, id: string): Promise<void> {
  await commit(database, storesOfDataset, 'delete the dataset', (transaction) =>
    deleteWithin(transaction, id),
  );
}

/** The stores that know of a dataset. */
const storesOfDataset = ['datasets', 'bars', 'predictions', 'checkpoints'] as const;

async function deleteWithin(transaction: WriteTransaction, id: string): Promise<void> {
  await Promise.all([
    transaction.objectStore('datasets').delete(id),
    transaction.objectStore('bars').delete(id),
    deletePredictions(transaction, 'byDataset', id),
    deleteCheckpointsOf(transaction, id),
  ]);
}

function describeDataset(
  id: string,
  { bars, symbol, name, sources, sample, now }: NewDataset,
): DatasetInfo {
  const gaps = findGaps(bars);
  const count = countBars(bars);
  return {
    id,
    name,
    symbol,
    intervalMs: bars.intervalMs,
    bars: count,
    from: bars.openTime[0],
    to: bars.openTime[count - 1],
    gaps,
    missingBars: gaps.reduce((sum, gap) => sum + gap.missingBars, 0),
    hasTaker: hasTakerColumns(bars),
    extras: Object.keys(bars.extras ?? {}),
    sources,
    ...(sample === undefined ? {} : { sample }),
    addedAt: now,
  };
}

/** Storing a view would store the whole memory under it. */
function withoutSharedMemory(bars: Bars): Bars {
  return mapColumns(bars, ({ values }) =>
    values.byteLength === values.buffer.byteLength ? values : values.slice(),
  );
}

function missingDataset(id: string): StorageError {
  return new StorageError(
    'missing',
    `There is no dataset ${id.slice(0, 8)} any more. Import its files again.`,
  );
}
