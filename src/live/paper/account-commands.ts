import type {
  AccountRoles,
  PaperAccount,
  PaperAccountState,
} from '../../core/trading/paper-account';
import { assignRole, configureAccount, openPaperAccount, restartAccount } from './account';
import type { TradingSettings } from '../../core/trading/settings';
import type { AccountHolds } from './account-holds';
import type { JournalWriter } from './journal-writer';
import type { AccountStore, LivePorts } from '../ports';

/** What a person does to accounts; calls reject with the error of the store or `AccountBusyError`. */
export interface AccountCommands {
  add(account: PaperAccount): Promise<void>;
  configure(accountId: string, settings: TradingSettings): Promise<void>;
  /** Gives each account the role beside its id, all of them or none. */
  assignRoles(roles: AccountRoles): Promise<void>;
  reset(accountId: string): Promise<void>;
  undoReset(accountId: string): Promise<void>;
  remove(accountId: string): Promise<void>;
  restore(accountId: string): Promise<void>;
}

/** The session that trades the accounts which this tab holds. */
export interface AccountSession {
  readonly symbols: readonly string[];
  readonly intervalMs: number;
  /** Lets an account trade from `state` on. */
  join(state: PaperAccountState): Promise<void>;
  leave(accountId: string): void;
  /** As of the last bar, whether that is written already or not. */
  current(accountId: string): PaperAccountState | undefined;
  /** Tells the page what went wrong. */
  warn(text: string): void;
}

/** What commands work with. */
interface CommandContext extends Omit<ReplaceContext, 'store'> {
  readonly ports: Pick<LivePorts, 'accounts' | 'channel' | 'clock' | 'loadModel'>;
  readonly holds: Pick<AccountHolds, 'borrow' | 'isHeld'>;
  readonly discard: JournalWriter['discard'];
  /** These states are on disk now. */
  readonly keep: (states: readonly PaperAccountState[]) => void;
  /** Takes up an account, if the session watches its symbol. */
  readonly join: (state: PaperAccountState) => Promise<void>;
  /** The account is gone. */
  readonly forget: (accountId: string) => void;
}

/** Returns the commands on accounts; each tells other tabs what it changed. */
export function createAccountCommands(context: CommandContext): AccountCommands {
  const { ports, holds, run, getSession, rejoin, keep, join } = context;
  const { accounts: store, clock, channel, loadModel } = ports;

  /** Runs a change of an account that no other tab trades. */
  const change = (accountId: string, task: () => Promise<void>): Promise<void> =>
    holds.borrow([accountId], async () => {
      await run(task);
      channel.announce(accountId);
    });
  const replace = async (
    accountIds: readonly string[],
    make: ReplaceOptions['make'],
    task: ReplaceOptions['task'] = store.replace,
  ): Promise<void> => {
    const options = { accountIds, make, task };
    const states = await replaceAccounts(options, { ...context, store });
    keep(states);
    for (const { account } of states) channel.announce(account.id);
  };
  const startRun = ([state]: readonly PaperAccountState[]) => store.reset(state);

  return {
    async add(account) {
      const { info } = await loadModel(account.modelId);
      const state = await store.create(
        openPaperAccount({ ...account, createdAt: clock.now() }, info.intervalMs),
      );
      const { id, name, symbol, role } = state.account;
      if (role !== account.role) {
        getSession()?.warn(
          `${name} is a ${role}: ${symbol} has ${role === 'champion' ? 'no other account' : 'a champion already'}`,
        );
      }
      channel.announce(id);
      await join(state);
    },
    configure: (id, settings) => replace([id], (state) => configureAccount(state, settings)),
    assignRoles: (roles) =>
      replace(Object.keys(roles), (state) => assignRole(state, roles[state.account.id])),
    reset: (id) => replace([id], (state) => restartAccount(state, clock.now()), startRun),
    undoReset: (accountId) =>
      change(accountId, async () => {
        const state = await store.undoReset(accountId);
        if (holds.isHeld(accountId)) await rejoin(state);
      }),
    async remove(accountId) {
      await change(accountId, async () => {
        // Until it is gone it goes on trading: the store may refuse.
        await store.remove(accountId, clock.now());
        getSession()?.leave(accountId);
        context.discard(accountId);
      });
      context.forget(accountId);
    },
    async restore(accountId) {
      const state = await store.restore(accountId);
      channel.announce(accountId);
      await join(state);
    },
  };
}

interface ReplaceOptions {
  readonly accountIds: readonly string[];
  readonly make: (state: PaperAccountState) => PaperAccountState;
  /** Puts the states on disk, all or none. */
  readonly task: (states: readonly PaperAccountState[]) => Promise<void>;
}

/** What accounts are held, traded and written by. */
interface ReplaceContext {
  readonly holds: Pick<AccountHolds, 'borrow'>;
  readonly store: Pick<AccountStore, 'load'>;
  readonly run: JournalWriter['run'];
  /** Undefined while no session runs. */
  readonly getSession: () => AccountSession | undefined;
  /** Lets the session go on from another state; what it did since is not written. */
  readonly rejoin: (state: PaperAccountState) => Promise<void>;
}

/**
 * Puts a state in the place of each account's, in the session and then, by `task`, on disk; where that fails, the
 * session goes on as before. Resolves to the new states; rejects as `task` does, or with `AccountBusyError`.
 */
function replaceAccounts(
  { accountIds, make, task }: ReplaceOptions,
  { holds, store, run, getSession, rejoin }: ReplaceContext,
): Promise<readonly PaperAccountState[]> {
  return holds.borrow(accountIds, async () => {
    const found = await Promise.all(
      accountIds.map(async (id) => getSession()?.current(id) ?? (await store.load(id)) ?? refuse()),
    );
    const session = getSession();
    // From here to the queue without a wait, so that no bar comes between.
    const traded = found.flatMap(({ account }) => session?.current(account.id) ?? []);
    const states = found.map((state) => make(session?.current(state.account.id) ?? state));
    const joined = states.map((state) =>
      session?.current(state.account.id) === undefined ? undefined : session.join(state),
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

function refuse(): never {
  throw new Error('There is no such paper account any more. Reload the page.');
}
