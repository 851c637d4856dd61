import type { PaperAccountState } from '../../src/core/live/paper-account';
import { StorageError } from '../../src/storage/storage-error';
import type { AccountStore } from './ports';

/**
 * Resolves to an account as it is on disk, undefined where it is gone. Rejects where it could not be read, which
 * says nothing of whether it is there.
 */
export async function loadAccount(
  store: Pick<AccountStore, 'load'>,
  accountId: string,
): Promise<PaperAccountState | undefined> {
  try {
    return await store.load(accountId);
  } catch (error) {
    if (error instanceof StorageError && error.kind === 'missing') return undefined;
    throw error;
  }
}
