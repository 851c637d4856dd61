import type { Bars } from '../core/bars/bars';
import { type FundingRates, joinFunding } from '../core/bars/funding-rates';
import type { DatasetInfo } from '../core/library';
import { commit, type WriteTransaction } from './database';
import { describeBars, describeDataset, isDatasetInfo, type NewDataset } from './dataset-record';
import { findFunding } from './funding';
import { hashBars } from './hash';
import { packBars } from './packed-bars';
import type { TabquantDatabase } from './schema';
import { StorageError } from './storage-error';
import { emptyTrash, everyStore, removeWithin } from './trash';

/** Stores one dataset, as `saveDatasets` does. */
export async function saveDataset(
  database: TabquantDatabase,
  dataset: NewDataset,
): Promise<DatasetInfo> {
  const [info] = await saveDatasets(database, [dataset]);
  return info;
}

/** Waits before each retry after the trash was emptied, since browsers free space a little later. */
const defaultWaitsMs = [0, 1000, 2000, 4000];

/**
 * Stores bars under their SHA-256, all of them or, when anything fails, none, and returns their records in the same
 * order. Bars that are stored already keep their name, sources and age; those in the trash are restored. New ones take up the funding
 * rates that are kept with others of their symbol. When space runs out, the trash is emptied and storing is tried again. Throws `StorageError`.
 */
export async function saveDatasets(
  database: TabquantDatabase,
  datasets: readonly NewDataset[],
  { waitsMs = defaultWaitsMs }: { readonly waitsMs?: readonly number[] } = {},
): Promise<readonly DatasetInfo[]> {
  if (datasets.length === 0) return [];
  const entries = await Promise.all(
    datasets.map(async (dataset) => ({
      info: describeDataset(await hashBars(dataset.bars), dataset),
      bars: dataset.bars,
      replaces: dataset.replaces,
    })),
  );
  try {
    return await store(database, entries);
  } catch (error) {
    if (isOfKind(error, 'quota') && (await emptyTrash(database)) > 0) {
      return storeOnceFree(database, entries, waitsMs);
    }
    // A record that the browser has lost cannot be read, so it is written without reading it.
    if (isOfKind(error, 'corrupt')) return store(database, entries, { isKnownKept: false });
    throw error;
  }
}

interface Entry {
  readonly info: DatasetInfo;
  readonly bars: Bars;
  readonly replaces: string | undefined;
}

async function store(
  database: TabquantDatabase,
  entries: readonly Entry[],
  { isKnownKept = true } = {},
): Promise<readonly DatasetInfo[]> {
  const action = `store ${nameAll(entries)}`;
  const isReplacing = entries.some(({ replaces }) => replaces !== undefined);
  const stores = isReplacing ? everyStore : (['datasets', 'bars'] as const);
  return commit(database, stores, action, async (transaction) => {
    const stored: DatasetInfo[] = [];
    for (const { info: made, bars, replaces } of entries) {
      const rates = isKnownKept ? await findFunding(transaction, made.symbol) : undefined;
      const info = await replaceDataset(transaction, made, replaces);
      const known = isKnownKept
        ? await transaction.objectStore('datasets').get(info.id)
        : undefined;
      const merged = isDatasetInfo(known)
        ? mergeKnown(known, info, bars)
        : inheritFunding(info, rates);
      await transaction.objectStore('datasets').put(merged);
      // Written even if known, which repairs damaged bytes.
      await transaction.objectStore('bars').put({ id: info.id, packed: packBars(bars) });
      stored.push(merged);
    }
    return stored;
  });
}

/** Returns `info` with the funding rates that other datasets of its symbol have, beside its own. */
function inheritFunding(info: DatasetInfo, rates: FundingRates | undefined): DatasetInfo {
  if (rates === undefined) return info;
  return {
    ...info,
    funding: info.funding === undefined ? rates : joinFunding(rates, info.funding),
  };
}

/** Removes the dataset that `info` replaces, and returns `info` with the set of that dataset. */
async function replaceDataset(
  transaction: WriteTransaction,
  info: DatasetInfo,
  replaces: string | undefined,
): Promise<DatasetInfo> {
  if (replaces === undefined || replaces === info.id) return info;
  const replaced: unknown = await transaction.objectStore('datasets').get(replaces);
  if (!isDatasetInfo(replaced)) return info;
  await removeWithin(transaction, replaced.id);
  return replaced.set === undefined ? info : { ...info, set: replaced.set };
}

async function storeOnceFree(
  database: TabquantDatabase,
  entries: readonly Entry[],
  waitsMs: readonly number[],
): Promise<readonly DatasetInfo[]> {
  for (const waitMs of waitsMs) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    try {
      return await store(database, entries);
    } catch (error) {
      if (!isOfKind(error, 'quota')) throw error;
    }
  }
  // A browser keeps the bytes of deleted bars that a page has read until that page's garbage is collected.
  throw new StorageError(
    'quota',
    `Could not store ${nameAll(entries)}: the space that the browser grants is used up. The trash ` +
      'was emptied to make room, which the browser may notice only after a ' +
      'reload. Reload the page and import again, or delete more.',
  );
}

/** Keeps what people see of a stored dataset, but takes the facts from the bars. */
function mergeKnown(known: DatasetInfo, info: DatasetInfo, bars: Bars): DatasetInfo {
  const { deletedAt: _, ...kept } = known;
  const set = info.set === undefined ? {} : { set: info.set };
  return { ...info, ...kept, ...set, ...describeBars(bars) };
}

function nameAll(entries: readonly Entry[]): string {
  return entries.map(({ info }) => info.name).join(', ');
}

function isOfKind(error: unknown, kind: StorageError['kind']): boolean {
  return error instanceof StorageError && error.kind === kind;
}
