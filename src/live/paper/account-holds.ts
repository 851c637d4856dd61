import type { AccountLocks } from '../ports';

/** Another tab trades this account. */
class AccountBusyError extends Error {
  override readonly name = 'AccountBusyError';
}

/** The accounts that this tab holds, so that no other tab can trade them, or waits for. */
export interface AccountHolds {
  isHeld(accountId: string): boolean;
  /**
   * Requests an account, once; resolves when it is known whether this tab has it. Rejects where the browser fails
   * to say so; then it can be requested again.
   */
  request(accountId: string): Promise<void>;
  release(accountId: string): void;
  releaseAll(): void;
  /** Runs `work` while this tab holds the accounts; rejects with `AccountBusyError` where another tab has one. */
  borrow<Result>(accountIds: readonly string[], work: () => Promise<Result>): Promise<Result>;
}

interface Hold {
  isHeld: boolean;
  /** Whether `asked` has settled already. */
  isSettled: boolean;
  release: () => void;
  asked: Promise<void>;
}

/** Returns an object that holds no account; `onGranted` is called when another tab gives up a requested one. */
export function createAccountHolds(
  locks: AccountLocks,
  onGranted: (accountId: string) => void,
): AccountHolds {
  const holds = new Map<string, Hold>();

  const release = (accountId: string): void => {
    holds.get(accountId)?.release();
    holds.delete(accountId);
  };
  const ask = async (accountId: string, hold: Hold): Promise<void> => {
    try {
      const requested = await locks.request(accountId, () => {
        hold.isHeld = true;
        if (hold.isSettled) onGranted(accountId);
      });
      hold.isHeld ||= requested.isHeld;
      hold.release = requested.release;
    } catch (error) {
      if (holds.get(accountId) === hold) holds.delete(accountId);
      throw error;
    } finally {
      hold.isSettled = true;
    }
    // It was released during the request.
    if (holds.get(accountId) !== hold) hold.release();
  };
  const request = (accountId: string): Promise<void> => {
    const known = holds.get(accountId);
    if (known !== undefined) return known.asked;
    const hold: Hold = {
      isHeld: false,
      isSettled: false,
      release: () => undefined,
      asked: Promise.resolve(),
    };
    holds.set(accountId, hold);
    hold.asked = ask(accountId, hold);
    return hold.asked;
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
