import type { PaperAccountState } from '../../src/core/live/paper-account';
import type { AccountDesk } from './account-desk';
import type { AccountHolds } from './account-holds';
import type { JournalWriter } from './journal-writer';
import type { AccountStore } from './ports';

export interface ReplaceOptions {
  readonly accountIds: readonly string[];
  readonly make: (state: PaperAccountState) => PaperAccountState;
  /** Puts the states on disk, all or none. */
  readonly task: (states: readonly PaperAccountState[]) => Promise<void>;
}

/** What accounts are held, traded and written by. */
export interface ReplaceSurroundings {
  readonly holds: Pick<AccountHolds, 'borrow'>;
  readonly store: Pick<AccountStore, 'load'>;
  readonly run: JournalWriter['run'];
  /** Undefined while no session runs. */
  readonly getDesk: () => AccountDesk | undefined;
  /** Lets the session go on from another state; what it did since is not written. */
  readonly rejoin: (state: PaperAccountState) => Promise<void>;
}

/**
 * Puts a state in the place of each account's, in the session and then, by `task`, on disk; where that fails, the
 * session goes on as before. Resolves to the new states; rejects as `task` does, or with `AccountBusyError`.
 */
export function replaceAccounts(
  { accountIds, make, task }: ReplaceOptions,
  { holds, store, run, getDesk, rejoin }: ReplaceSurroundings,
): Promise<readonly PaperAccountState[]> {
  return holds.borrow(accountIds, async () => {
    const found = await Promise.all(
      accountIds.map((id) => getDesk()?.current(id) ?? store.load(id)),
    );
    const desk = getDesk();
    // From here to the queue without a wait, so that no bar comes between.
    const traded = found.flatMap(({ account }) => desk?.current(account.id) ?? []);
    const states = found.map((state) => make(desk?.current(state.account.id) ?? state));
    const joined = states.map((state) =>
      desk?.current(state.account.id) === undefined ? undefined : desk.join(state),
    );
    // Told below, unless the task fails first.
    Promise.all(joined).catch(() => undefined);
    await run(async () => {
      try {
        await task(states);
      } catch (error) {
        for (const state of traded) await rejoin(state);
        throw error;
      }
    });
    await Promise.all(joined);
    return states;
  });
}
