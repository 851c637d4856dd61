import {
  createPaperAccount,
  listPaperAccounts,
  loadPaperAccount,
  removePaperAccount,
  replacePaperAccounts,
  resetPaperAccount,
  restorePaperAccount,
  undoResetPaperAccount,
} from '../../src/storage/paper-accounts';
import { journalPaperSteps } from '../../src/storage/paper-journal';
import type { TabquantDatabase } from '../../src/storage/schema';
import type { AccountStore } from './ports';

/** Returns the paper accounts of a database. */
export function createAccountStore(database: TabquantDatabase): AccountStore {
  return {
    list: () => listPaperAccounts(database),
    load: (accountId) => loadPaperAccount(database, accountId),
    create: (state) => createPaperAccount(database, state),
    replace: (states) => replacePaperAccounts(database, states),
    reset: (state) => resetPaperAccount(database, state),
    undoReset: (accountId) => undoResetPaperAccount(database, accountId),
    remove: (accountId, now) => removePaperAccount(database, accountId, now),
    restore: (accountId) => restorePaperAccount(database, accountId),
    journal: (entries) => journalPaperSteps(database, entries),
  };
}
