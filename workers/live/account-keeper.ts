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
import type { AccountDesk } from './account-desk';
import { createAccountHolds } from './account-holds';
import { createJournalWriter } from './journal-writer';
import { loadAccount } from './load-account';
import type { LivePorts } from './ports';
import { createRetries } from './retries';

export interface AccountKeeperOptions {
  readonly ports: Pick<LivePorts, 'accounts' | 'locks' | 'news' | 'clock' | 'loadModel'>;
  /** An account is not what it was. */
  readonly onChange: () => void;
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
  const { ports, onChange } = options;
  const { accounts: store, clock, news, loadModel } = ports;
  /** As they are on disk. */
  const kept = new Map<string, PaperAccountState>();
  let desk: AccountDesk | undefined;
  let subject: Pick<AccountDesk, 'symbols' | 'intervalMs'> | undefined;
  let stopListening = (): void => undefined;
  /** Warnings of before there was a session to tell them. */
  const early: string[] = [];

  const warn = (error: unknown, advice: string): void => {
    const text = `${error instanceof Error ? error.message : String(error)} ${advice}`;
    if (desk === undefined) early.push(text);
    else desk.warn(text);
  };
  const retries = createRetries(clock, (error, waitMs) =>
    warn(error, `The account stays as it was; next try in ${waitMs / 1000} s.`),
  );
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
      onFailed: (error, waitMs) =>
        warn(error, `Nothing of it is lost; next try in ${waitMs / 1000} s.`),
    });
  let writer = makeWriter();

  const isTraded = ({ account, engine }: PaperAccountState): boolean =>
    subject !== undefined &&
    subject.symbols.includes(account.symbol) &&
    engine.intervalMs === subject.intervalMs;
  /** Lets the session go on from another state; what it did since is not written. */
  const rejoin = async (state: PaperAccountState): Promise<void> => {
    writer.discard(state.account.id);
    if (!isTraded(state)) return;
    keep(state);
    await desk?.join(state);
  };
  const forget = (accountId: string): void => {
    kept.delete(accountId);
    holds.release(accountId);
    onChange();
  };
  /** Lets the session go on from what is on disk, if this tab holds the account. */
  const reload = async (accountId: string): Promise<void> => {
    const state = await loadAccount(store, accountId);
    if (!holds.isHeld(accountId)) return;
    if (state === undefined) forget(accountId);
    else await rejoin(state);
  };
  const isTradedHere = (accountId: string): boolean =>
    holds.isHeld(accountId) && desk?.current(accountId) !== undefined;
  /** Takes an account up as it is by now: another tab may have made, changed, left or removed it. */
  const follow = async (accountId: string): Promise<void> => {
    if (isTradedHere(accountId)) return;
    const state = await loadAccount(store, accountId);
    if (state === undefined) forget(accountId);
    else await join(state);
  };
  const followInTime = (accountId: string): void => retries.run(accountId, () => follow(accountId));
  const holds = createAccountHolds(ports.locks, followInTime);
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
      const traded = found.flatMap(({ account }) => desk?.current(account.id) ?? []);
      const states = found.map((state) => make(desk?.current(state.account.id) ?? state));
      const joined = states.map((state) =>
        desk?.current(state.account.id) === undefined ? undefined : desk.join(state),
      );
      // Told below, unless the task fails first.
      Promise.all(joined).catch(() => undefined);
      await writer.run(async () => {
        try {
          await task(states);
        } catch (error) {
          for (const state of traded) await rejoin(state);
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
      stopListening = news.listen(followInTime);
      for (const state of await store.list()) {
        if (!isTraded(state)) continue;
        const { id } = state.account;
        kept.set(id, state);
        try {
          await holds.request(id);
          // Another tab may have traded it until the moment at which it became ours.
          const now = await loadAccount(store, id);
          if (now === undefined) forget(id);
          else kept.set(id, now);
        } catch {
          // It is shown, not traded, until the next try, which tells what is wrong.
          holds.release(id);
          followInTime(id);
        }
      }
      return [...kept.values()].filter(({ account }) => holds.isHeld(account.id));
    },
    attach(opened) {
      desk = opened;
      early.splice(0).forEach(opened.warn);
      for (const id of kept.keys()) {
        if (holds.isHeld(id) && !isTradedHere(id)) followInTime(id);
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
      retries.stop();
      await writer.finish();
      early.length = 0;
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
    // Another tab may have traded it until the moment at which it became ours.
    if (holds.isHeld(id) && !isTradedHere(id)) await reload(id);
  }
}
