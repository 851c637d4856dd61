import type { AccountLocks } from './ports';

/** Another tab trades this account. */
export class AccountBusyError extends Error {
  override readonly name = 'AccountBusyError';
}

/** The accounts that this tab holds, or waits for. */
export interface AccountHolds {
  isHeld(accountId: string): boolean;
  /** Asks for an account, once; resolves when it is known whether it is free. */
  request(accountId: string): Promise<void>;
  release(accountId: string): void;
  releaseAll(): void;
  /** Runs `work` while the accounts are held; rejects with `AccountBusyError` where another tab has one. */
  borrow<Result>(accountIds: readonly string[], work: () => Promise<Result>): Promise<Result>;
}

interface Hold {
  isHeld: boolean;
  /** Whether `request` has told already. */
  isSettled: boolean;
  release: () => void;
}

/** Returns no holds; `onGranted` is called for an account that another tab gives up later. */
export function createAccountHolds(
  locks: AccountLocks,
  onGranted: (accountId: string) => void,
): AccountHolds {
  const holds = new Map<string, Hold>();

  const release = (accountId: string): void => {
    holds.get(accountId)?.release();
    holds.delete(accountId);
  };
  const request = async (accountId: string): Promise<void> => {
    if (holds.has(accountId)) return;
    const hold: Hold = { isHeld: false, isSettled: false, release: () => undefined };
    holds.set(accountId, hold);
    const requested = await locks.request(accountId, () => {
      hold.isHeld = true;
      if (hold.isSettled) onGranted(accountId);
    });
    hold.isHeld ||= requested.isHeld;
    hold.isSettled = true;
    hold.release = requested.release;
    // It was let go while it was asked for.
    if (holds.get(accountId) !== hold) hold.release();
  };
  const isHeld = (accountId: string): boolean => holds.get(accountId)?.isHeld === true;

  return {
    isHeld,
    request,
    release,
    releaseAll: () => [...holds.keys()].forEach(release),
    async borrow(accountIds, work) {
      const borrowed = accountIds.filter((id) => !holds.has(id));
      try {
        for (const id of accountIds) await request(id);
        if (accountIds.every(isHeld)) return await work();
        throw new AccountBusyError(
          'Another tab trades this account. Change it there, or close that tab first.',
        );
      } finally {
        borrowed.forEach(release);
      }
    },
  };
}
