import type {
  AccountRoles,
  PaperAccount,
  PaperAccountState,
} from '../../src/core/live/paper-account';
import {
  assignRole,
  configureAccount,
  openPaperAccount,
  restartAccount,
  type PaperStep,
} from '../../src/core/live/paper-trading';
import type { TradingSettings } from '../../src/core/portfolio/settings';
import { createAccountHolds } from './account-holds';
import { createJournalWriter } from './journal-writer';
import type { LivePorts } from './ports';

/** The session that trades the accounts which this tab holds. */
export interface AccountDesk {
  readonly symbols: readonly string[];
  readonly intervalMs: number;
  /** Lets an account trade from `state` on. */
  join(state: PaperAccountState): Promise<void>;
  leave(accountId: string): void;
  /** As of the last bar, whether that is written already or not. */
  current(accountId: string): PaperAccountState | undefined;
}

export interface AccountKeeperOptions {
  readonly ports: Pick<LivePorts, 'accounts' | 'locks' | 'news' | 'clock' | 'loadModel'>;
  /** An account is not what it was. */
  readonly onChange: () => void;
  readonly onWarning: (text: string) => void;
}

/** An account as it is on disk. */
export interface KeptAccount {
  readonly state: PaperAccountState;
  /** Another tab trades it. */
  readonly isViewer: boolean;
}

/** Paper accounts between the store and the session that trades them; calls reject with `StorageError`. */
export interface AccountKeeper {
  /** Takes up the accounts of a session that is to start; returns those that it trades. */
  open(subject: Pick<AccountDesk, 'symbols' | 'intervalMs'>): Promise<readonly PaperAccountState[]>;
  /** The session stands: accounts that this tab gets from now on join it. */
  attach(desk: AccountDesk): void;
  /** Keeps what bars did to accounts. */
  take(steps: readonly PaperStep[]): void;
  kept(): readonly KeptAccount[];
  /** Writes what is left, or tells that it cannot. */
  finish(): Promise<void>;
  /** Finishes, and lets other tabs have the accounts. */
  close(): Promise<void>;

  add(account: PaperAccount): Promise<void>;
  configure(accountId: string, settings: TradingSettings): Promise<void>;
  /** Gives each account the role beside its id, all of them or none. */
  assignRoles(roles: AccountRoles): Promise<void>;
  reset(accountId: string): Promise<void>;
  undoReset(accountId: string): Promise<void>;
  remove(accountId: string): Promise<void>;
  restore(accountId: string): Promise<void>;
}

/** Returns a keeper of no accounts. */
export function createAccountKeeper(options: AccountKeeperOptions): AccountKeeper {
  const { ports, onChange, onWarning } = options;
  const { accounts: store, clock, news, loadModel } = ports;
  /** As they are on disk. */
  const kept = new Map<string, PaperAccountState>();
  let desk: AccountDesk | undefined;
  let subject: Pick<AccountDesk, 'symbols' | 'intervalMs'> | undefined;
  let stopListening = (): void => undefined;

  const keep = (state: PaperAccountState): void => {
    kept.set(state.account.id, state);
    onChange();
  };
  const makeWriter = () =>
    createJournalWriter({
      store,
      clock,
      onWritten(entries) {
        for (const { state } of entries) {
          keep(state);
          news.announce(state.account.id);
        }
      },
      onFailed(error, waitMs) {
        const reason = error instanceof Error ? error.message : String(error);
        onWarning(`${reason} Nothing of it is lost; next try in ${waitMs / 1000} s.`);
      },
    });
  let writer = makeWriter();

  const isTraded = ({ account, engine }: PaperAccountState): boolean =>
    subject !== undefined &&
    subject.symbols.includes(account.symbol) &&
    engine.intervalMs === subject.intervalMs;
  /** Lets the session go on from what is on disk. */
  const rejoin = async (state: PaperAccountState): Promise<void> => {
    writer.discard(state.account.id);
    if (!isTraded(state)) return;
    keep(state);
    await desk?.join(state);
  };
  const load = async (accountId: string): Promise<PaperAccountState | undefined> => {
    try {
      return await store.load(accountId);
    } catch {
      return undefined;
    }
  };
  /** What another tab did to an account: it may be new, changed or gone. */
  const follow = async (accountId: string): Promise<void> => {
    const state = await load(accountId);
    if (holds.isHeld(accountId)) return;
    if (state === undefined) {
      kept.delete(accountId);
      holds.release(accountId);
      onChange();
    } else await join(state);
  };
  const takeOver = async (accountId: string): Promise<void> => {
    const state = await load(accountId);
    if (state !== undefined && holds.isHeld(accountId)) await rejoin(state);
  };
  const holds = createAccountHolds(ports.locks, (accountId) => void takeOver(accountId));
  /** Runs a change of an account that no other tab trades, and tells the others. */
  const change = <Result>(accountId: string, task: () => Promise<Result>): Promise<Result> =>
    holds.borrow([accountId], async () => {
      const result = await writer.run(task);
      news.announce(accountId);
      return result;
    });
  /** Puts a state in the place of each account's, in the session and then, by `task`, on disk. */
  const replace = (
    accountIds: readonly string[],
    make: (state: PaperAccountState) => PaperAccountState,
    task: (states: readonly PaperAccountState[]) => Promise<void>,
  ): Promise<void> =>
    holds.borrow(accountIds, async () => {
      const found = await Promise.all(accountIds.map((id) => desk?.current(id) ?? store.load(id)));
      // From here to the queue without a wait, so that no bar comes between.
      const states = found.map((state) => make(desk?.current(state.account.id) ?? state));
      const joined = states.map((state) =>
        desk?.current(state.account.id) === undefined ? undefined : desk.join(state),
      );
      await writer.run(async () => {
        try {
          await task(states);
        } catch (error) {
          await Promise.all(accountIds.map(takeOver));
          throw error;
        }
      });
      await Promise.all(joined);
      for (const state of states) {
        if (isTraded(state)) keep(state);
        news.announce(state.account.id);
      }
    });

  const startRun = ([state]: readonly PaperAccountState[]) => store.reset(state);

  return {
    async open(wanted) {
      subject = wanted;
      writer = makeWriter();
      stopListening = news.listen((accountId) => void follow(accountId));
      for (const state of await store.list()) {
        if (!isTraded(state)) continue;
        await holds.request(state.account.id);
        // Another tab may have traded it until the moment at which it became ours.
        kept.set(state.account.id, (await load(state.account.id)) ?? state);
      }
      return [...kept.values()].filter(({ account }) => holds.isHeld(account.id));
    },
    attach(opened) {
      desk = opened;
      for (const id of kept.keys()) {
        if (holds.isHeld(id) && desk.current(id) === undefined) void takeOver(id);
      }
    },
    take: (steps) => writer.add(steps),
    kept: () =>
      [...kept.values()].map((state) => ({ state, isViewer: !holds.isHeld(state.account.id) })),
    finish: () => writer.finish(),
    async close() {
      desk = undefined;
      subject = undefined;
      stopListening();
      await writer.finish();
      kept.clear();
      holds.releaseAll();
      writer = makeWriter();
    },

    async add(account) {
      const { info } = await loadModel(account.modelId);
      const state = openPaperAccount({ ...account, createdAt: clock.now() }, info.intervalMs);
      await store.create(state);
      news.announce(state.account.id);
      await join(state);
    },
    configure: (accountId, settings) =>
      replace([accountId], (state) => configureAccount(state, settings), store.replace),
    assignRoles: (roles) =>
      replace(
        Object.keys(roles),
        (state) => assignRole(state, roles[state.account.id]),
        store.replace,
      ),
    reset: (id) => replace([id], (state) => restartAccount(state, clock.now()), startRun),
    async undoReset(accountId) {
      await change(accountId, async () => {
        const state = await store.undoReset(accountId);
        if (holds.isHeld(accountId)) await rejoin(state);
      });
    },
    async remove(accountId) {
      await change(accountId, async () => {
        desk?.leave(accountId);
        writer.discard(accountId);
        await store.remove(accountId, clock.now());
        kept.delete(accountId);
      });
      holds.release(accountId);
      onChange();
    },
    async restore(accountId) {
      await store.restore(accountId);
      news.announce(accountId);
      await join(await store.load(accountId));
    },
  };

  /** Takes up an account, if the session watches its symbol; as a viewer where another tab has it. */
  async function join(state: PaperAccountState): Promise<void> {
    const { id } = state.account;
    if (!isTraded(state)) return;
    keep(state);
    await holds.request(id);
    if (holds.isHeld(id) && desk?.current(id) === undefined) await desk?.join(state);
  }
}
