import type { BarIndex, EpochMs } from '../core/bars/bars';
import { formatUtcMinute } from '../core/format';
import { isJournaledBar, isTrade } from '../core/trading/account-schema';
import {
  type AccountJournal,
  fitRole,
  type JournaledBar,
  type PaperAccount,
  type PaperAccountState,
  type PaperRun,
} from '../core/trading/paper-account';
import type { Trade } from '../core/trading/positions';
import { commit, read, type ReadTransaction, type WriteTransaction } from './database';
import {
  checkAccount,
  damagedJournal,
  isListed,
  missingAccount,
  rangeOfRun,
} from './paper-accounts';
import type { StoredPaperAccount, StoredPaperTrade, TabquantDatabase } from './schema';
import { withStorageErrors } from './storage-error';
import { writeCanonicalJson } from '../core/canonical-json';

/** What one or several bars in a row did to an account. */
export interface JournalEntry {
  /** As of the last of the bars. */
  readonly state: PaperAccountState;
  /** Closed at these bars. */
  readonly trades: readonly Trade[];
  /** Each of the bars. */
  readonly equity: readonly JournaledBar[];
}

/**
 * Writes what bars did to accounts: states, trades and equity of all of them, or, when anything fails or
 * the page dies, nothing. So an account is always found before or after a bar, never between. Throws
 * `StorageError`, `missing` where an account is gone.
 */
export async function journalPaperSteps(
  database: TabquantDatabase,
  entries: readonly JournalEntry[],
): Promise<void> {
  const stores = ['paperAccounts', 'paperTrades', 'paperEquity'] as const;
  await commit(database, stores, 'keep what the paper accounts did', async (transaction) => {
    for (const { state, trades, equity } of entries) {
      const accountId = state.account.id;
      const accounts = transaction.objectStore('paperAccounts');
      const stored = await accounts.get(accountId);
      if (stored === undefined) throw missingAccount();
      const { run } = stored;
      // What else of the record is damaged stops no other account: the state is written anew.
      if (!Number.isFinite(run)) checkAccount(accountId, stored);
      await accounts.put({ ...stored, state });
      for (const trade of trades) {
        await transaction.objectStore('paperTrades').put({ ...trade, accountId, run });
      }
      for (const point of equity) {
        await transaction.objectStore('paperEquity').put({ ...point, accountId, run });
      }
    }
  });
}

/**
 * Closed trades of an account's present run that were entered at bar `from` or later, in the order in which
 * they were closed; throws `StorageError`.
 */
export async function loadPaperTrades(
  database: TabquantDatabase,
  accountId: string,
  from: BarIndex = 0,
): Promise<readonly Trade[]> {
  return withStorageErrors('load the trades', () =>
    read(database, ['paperAccounts', 'paperTrades'], async (transaction) => {
      return readTrades(transaction, await readStoredAccount(transaction, accountId), from);
    }),
  );
}

/**
 * The present run of an account as of one moment; of its bars only those that opened after `after`, so that
 * a run which is known is brought up to date at the cost of its new bars. Throws `StorageError`.
 */
export async function loadPaperRun(
  database: TabquantDatabase,
  accountId: string,
  after: EpochMs = -Infinity,
): Promise<PaperRun> {
  const stores = ['paperAccounts', 'paperEquity'] as const;
  return withStorageErrors('load the equity', () =>
    read(database, stores, async (transaction) => {
      const stored = await readStoredAccount(transaction, accountId);
      const points = await readEquity(transaction, stored, after);
      return {
        state: stored.state,
        time: Float64Array.from(points, ({ openTime }) => openTime),
        equity: Float64Array.from(points, ({ equity }) => equity),
        close: Float64Array.from(points, ({ close }) => close),
        probability: Float64Array.from(points, ({ probability = NaN }) => probability),
      };
    }),
  );
}

/** An account with what it did in its present run, all of one moment; throws `StorageError`. */
export async function loadAccountFile(
  database: TabquantDatabase,
  accountId: string,
): Promise<AccountJournal> {
  const stores = ['paperAccounts', 'paperTrades', 'paperEquity'] as const;
  return withStorageErrors('export the account', () =>
    read(database, stores, async (transaction) => {
      const stored = await readStoredAccount(transaction, accountId);
      return readAccount(transaction, stored);
    }),
  );
}

/** A stored account as a file of it says it. */
async function readAccount(
  transaction: AnyTransaction,
  stored: StoredPaperAccount,
): Promise<AccountJournal> {
  const [trades, equity] = await Promise.all([
    readTrades(transaction, stored),
    readEquity(transaction, stored),
  ]);
  return { state: stored.state, trades, equity };
}

type AnyTransaction = ReadTransaction | WriteTransaction;

async function readStoredAccount(
  transaction: AnyTransaction,
  accountId: string,
): Promise<StoredPaperAccount> {
  return checkAccount(accountId, await transaction.objectStore('paperAccounts').get(accountId));
}

async function readTrades(
  transaction: AnyTransaction,
  stored: StoredPaperAccount,
  from: BarIndex = 0,
): Promise<readonly Trade[]> {
  const { id, run } = stored;
  const { upper } = rangeOfRun(id, run);
  const range = IDBKeyRange.bound([id, run, from], upper);
  const trades = await transaction.objectStore('paperTrades').getAll(range);
  const unreadable = trades.find((trade) => !isTrade(trade));
  if (unreadable !== undefined) {
    const bar = unreadable.entryIndex;
    throw damagedJournal(stored, `its trade that was entered at bar ${bar} is unreadable`);
  }
  return trades
    .map(toTrade)
    .sort((a, b) => a.exitIndex - b.exitIndex || a.entryIndex - b.entryIndex);
}

async function readEquity(
  transaction: AnyTransaction,
  stored: StoredPaperAccount,
  after: EpochMs = -Infinity,
): Promise<AccountJournal['equity']> {
  const { id, run } = stored;
  const { upper } = rangeOfRun(id, run);
  const range = IDBKeyRange.bound([id, run, after], upper, true);
  const points = await transaction.objectStore('paperEquity').getAll(range);
  const unreadable = points.find((point) => !isJournaledBar(point));
  if (unreadable !== undefined) {
    const time = formatUtcMinute(unreadable.openTime);
    throw damagedJournal(stored, `what it did at the bar of ${time} UTC is unreadable`);
  }
  return points.map(({ accountId: _, run: __, ...bar }) => bar);
}

function toTrade({ accountId: _, run: __, ...trade }: StoredPaperTrade): Trade {
  return trade;
}

/** What became of an account that was imported. */
interface ImportedAccount {
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
  file: AccountJournal,
  newId: string,
): Promise<ImportedAccount> {
  const stores = ['paperAccounts', 'paperTrades', 'paperEquity'] as const;
  const { account } = file.state;
  return commit(database, stores, `import the account ${account.name}`, async (transaction) => {
    const others = await transaction.objectStore('paperAccounts').getAll();
    const same = others.find(({ id }) => id === account.id);
    if (same !== undefined && isListed(same)) {
      const kept = await readAccount(transaction, same);
      if (writeCanonicalJson(kept) === writeCanonicalJson(file)) {
        return { kind: 'here-already', account: same.state.account };
      }
    }
    const imported = fitRole(
      same === undefined ? account : { ...account, id: newId, name: `${account.name} (imported)` },
      others.filter(isListed).map(({ state }) => state.account),
    );
    await put(transaction, { ...file, state: { ...file.state, account: imported } });
    return { kind: 'imported', account: imported };
  });
}

async function put(
  transaction: WriteTransaction,
  { state, trades, equity }: AccountJournal,
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
