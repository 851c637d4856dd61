import * as v from 'valibot';
import {
  type BrokenLink,
  type ChainHead,
  findBrokenLink,
  type NewTrial,
  textOfTrial,
  type Trial,
  trialSchema,
} from '../core/verdict/ledger';
import { commit, read, type ReadTransaction, type WriteTransaction } from './database';
import { hashText } from './hash';
import type { TabquantDatabase } from './schema';
import { withStorageErrors } from './storage-error';

/**
 * Appends trials to the ledger, all or none; one that is there already, of the same kind and configuration on the same
 * bars, is left out. Another tab may append at the same time: the trials are hashed again until they follow the last
 * entry. Nothing removes a trial, whatever becomes of its model and dataset. Throws `StorageError`.
 */
export async function appendTrials(
  database: TabquantDatabase,
  trials: readonly NewTrial[],
): Promise<void> {
  // Hashing takes longer than a transaction waits, so it is done before.
  for (let isWritten = false; !isWritten;) {
    const { last, fresh } = await withStorageErrors(action, () =>
      read(database, ['trials'], async (transaction) => ({
        last: await readHead(transaction),
        fresh: await listFresh(transaction, trials),
      })),
    );
    if (fresh.length === 0) return;
    const links = await linkTrials(last, fresh);
    isWritten = await commit(database, ['trials'], action, async (transaction) => {
      if ((await readHead(transaction)).hash !== last.hash) return false;
      for (const link of links) await transaction.objectStore('trials').add(link);
      return true;
    });
  }
}

const action = 'record the try';

async function readHead(transaction: ReadTransaction | WriteTransaction): Promise<ChainHead> {
  const cursor = await transaction.objectStore('trials').openCursor(null, 'prev');
  return { count: cursor?.key ?? 0, hash: cursor?.value.hash ?? '' };
}

async function listFresh(
  transaction: ReadTransaction,
  trials: readonly NewTrial[],
): Promise<readonly NewTrial[]> {
  const index = transaction.objectStore('trials').index('byConfiguration');
  const unique = new Map(trials.map((trial) => [JSON.stringify(configurationOf(trial)), trial]));
  const candidates = [...unique.values()];
  const known = await Promise.all(candidates.map((trial) => index.getKey(configurationOf(trial))));
  return candidates.filter((_, at) => known[at] === undefined);
}

function configurationOf({ datasetId, kind, key }: NewTrial): [string, string, string] {
  return [datasetId, kind, key];
}

async function linkTrials(
  { count, hash }: ChainHead,
  trials: readonly NewTrial[],
): Promise<readonly Trial[]> {
  const links: Trial[] = [];
  let previous = hash;
  for (const [at, trial] of trials.entries()) {
    const link = { ...trial, number: count + 1 + at, previous };
    previous = await hashText(textOfTrial(link));
    links.push({ ...link, hash: previous });
  }
  return links;
}

/** The ledger, and whether it is what was written. */
interface Ledger {
  /** In the order in which they were tried; without entries that are unreadable. */
  readonly trials: readonly Trial[];
  /** Where it was changed after it was written. */
  readonly broken: BrokenLink | undefined;
}

/** Returns the ledger, verified; throws `StorageError`. */
export async function loadLedger(database: TabquantDatabase): Promise<Ledger> {
  return withStorageErrors('list the tries', async () => {
    const stored = await database.getAll('trials');
    const trials = stored.filter((entry) => v.is(trialSchema, entry));
    const { number: count, hash } = stored.at(-1) ?? { number: 0, hash: '' };
    return { trials, broken: await verifyChain(trials, { count, hash }) };
  });
}

/** Returns the first entry that is not what was written, as `findBrokenLink` does; undefined where there is none. */
export async function verifyChain(
  trials: readonly Trial[],
  head?: ChainHead,
): Promise<BrokenLink | undefined> {
  const hashes = await Promise.all(trials.map((trial) => hashText(textOfTrial(trial))));
  return findBrokenLink(trials, hashes, head);
}
