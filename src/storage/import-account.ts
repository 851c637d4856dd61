import type { AccountFile } from '../core/live/account-file/account-file';
import { writeCanonicalJson } from '../core/live/canonical-json';
import { fitRole } from '../core/live/fit-role';
import type { PaperAccount } from '../core/live/paper-account';
import { commit, type WriteTransaction } from './commit';
import { readAccount } from './paper-journal';
import type { TabquantDatabase } from './schema';

/** What became of an account that was imported. */
export interface ImportedAccount {
  /** `here-already`: the same account, as of the same bar, was there; nothing was changed. */
  readonly kind: 'imported' | 'here-already';
  readonly account: PaperAccount;
}

/**
 * Keeps an account of a file with its trades and its equity, all or nothing. Where an account of its id is
 * there already and has done other things, it becomes a new one under `newId`; its role is fitted to those
 * of the others. Throws `StorageError`.
 */
export async function importPaperAccount(
  database: TabquantDatabase,
  file: AccountFile,
  newId: string,
): Promise<ImportedAccount> {
  const stores = ['paperAccounts', 'paperTrades', 'paperEquity'] as const;
  const { account } = file.state;
  return commit(database, stores, `import the account ${account.name}`, async (transaction) => {
    const others = await transaction.objectStore('paperAccounts').getAll();
    const same = others.find(({ id }) => id === account.id);
    if (same !== undefined && same.removedAt === undefined) {
      const kept = await readAccount(transaction, same);
      if (writeCanonicalJson(kept) === writeCanonicalJson(file)) {
        return { kind: 'here-already', account: same.state.account };
      }
    }
    const listed = others.filter(({ removedAt }) => removedAt === undefined);
    const imported = fitRole(
      same === undefined ? account : { ...account, id: newId, name: `${account.name} (imported)` },
      listed.map(({ state }) => state.account),
    );
    await put(transaction, { ...file, state: { ...file.state, account: imported } });
    return { kind: 'imported', account: imported };
  });
}

async function put(
  transaction: WriteTransaction,
  { state, trades, equity }: AccountFile,
): Promise<void> {
  const { id } = state.account;
  const run = 1;
  await transaction.objectStore('paperAccounts').add({ id, run, lastRun: run, state, past: [] });
  for (const trade of trades) {
    await transaction.objectStore('paperTrades').add({ ...trade, accountId: id, run });
  }
  for (const point of equity) {
    await transaction.objectStore('paperEquity').add({ ...point, accountId: id, run });
  }
}
