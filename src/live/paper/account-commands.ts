import type {
  AccountRoles,
  PaperAccount,
  PaperAccountState,
} from '../../core/trading/paper-account';
import { assignRole, configureAccount, openPaperAccount, restartAccount } from './account';
import { needsModel } from '../../core/trading/rules';
import type { TradingSettings } from '../../core/trading/settings';
import type { AccountHolds } from './account-holds';
import type { JournalWriter } from './journal-writer';
import type { AccountStore, LivePorts } from '../ports';

/** What a person can do with accounts; calls reject with the store's error or `AccountBusyError`. */
export interface AccountCommands {
  /** Opens an account on bars of its model's interval; on those of `intervalMs` where it has no model. */
  add(account: PaperAccount, intervalMs?: number): Promise<void>;
  configure(accountId: string, settings: TradingSettings): Promise<void>;
  /** Gives all the accounts their new roles, or none. */
  assignRoles(roles: AccountRoles): Promise<void>;
  reset(accountId: string): Promise<void>;
  undoReset(accountId: string): Promise<void>;
  remove(accountId: string): Promise<void>;
  restore(accountId: string): Promise<void>;
}

/** The running session, as far as accounts need it; it trades those that this tab holds. */
export interface AccountSession {
  readonly symbols: readonly string[];
  readonly intervalMs: number;
  /** Lets an account trade, continuing from `state`. */
  join(state: PaperAccountState): Promise<void>;
  leave(accountId: string): void;
  /** The state at the last bar, whether or not it is on disk yet; undefined where the session does not trade it. */
  current(accountId: string): PaperAccountState | undefined;
  /** Reports to the page what went wrong. */
  warn(text: string): void;
}

/** What the commands need. */
interface CommandContext extends Omit<ReplaceContext, 'store'> {
  readonly ports: Pick<LivePorts, 'accounts' | 'channel' | 'clock' | 'loadModel'>;
  readonly holds: Pick<AccountHolds, 'borrow' | 'isHeld'>;
  readonly discard: JournalWriter['discard'];
  /** Called with states that are on disk now. */
  readonly keep: (states: readonly PaperAccountState[]) => void;
  /** Lets the session trade an account, if it watches its symbol. */
  readonly join: (state: PaperAccountState) => Promise<void>;
  /** Called when an account was removed. */
  readonly forget: (accountId: string) => void;
}

/** Returns the commands; each announces to other tabs which accounts it changed. */
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
    async add(account, intervalMs) {
      const traded = await findInterval(account, intervalMs, loadModel);
      const state = await store.create(
        openPaperAccount({ ...account, createdAt: clock.now() }, traded),
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
        // It trades until it is removed from the store, which may refuse.
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

/** Returns the interval of the bars that an account trades; throws where nothing says it, or it lacks the model that it needs. */
async function findInterval(
  { modelId, settings }: PaperAccount,
  intervalMs: number | undefined,
  loadModel: LivePorts['loadModel'],
): Promise<number> {
  if (modelId !== undefined) return (await loadModel(modelId)).info.intervalMs;
  if (needsModel(settings)) {
    throw new Error('This strategy needs a model: choose one, or another strategy.');
  }
  if (intervalMs === undefined) throw new Error('paper account: it has no model and no interval');
  return intervalMs;
}

interface ReplaceOptions {
  readonly accountIds: readonly string[];
  readonly make: (state: PaperAccountState) => PaperAccountState;
  /** Writes all the states to disk, or none. */
  readonly task: (states: readonly PaperAccountState[]) => Promise<void>;
}

/** What `replaceAccounts` needs. */
interface ReplaceContext {
  readonly holds: Pick<AccountHolds, 'borrow'>;
  readonly store: Pick<AccountStore, 'load'>;
  readonly run: JournalWriter['run'];
  /** Undefined while no session runs. */
  readonly getSession: () => AccountSession | undefined;
  /** Lets the session continue from another state; what it did since that state is not written. */
  readonly rejoin: (state: PaperAccountState) => Promise<void>;
}

/**
 * Replaces the state of each account, in the session and then, by `task`, on disk; if that fails, the session
 * continues as before. Resolves to the new states; rejects as `task` does, or with `AccountBusyError`.
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
    // No `await` from here until `run` has queued the task, so that no bar arrives in between.
    const traded = found.flatMap(({ account }) => session?.current(account.id) ?? []);
    const states = found.map((state) => make(session?.current(state.account.id) ?? state));
    const joined = states.map((state) =>
      session?.current(state.account.id) === undefined ? undefined : session.join(state),
    );
    // Awaited below, unless the task fails first.
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
  throw new Error('This paper account no longer exists. Reload the page.');
}
