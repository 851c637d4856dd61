import type { PaperAccountState } from '../../core/trading/paper-account';
import type { PaperStep } from './trading';
import {
  createAccountCommands,
  type AccountCommands,
  type AccountSession,
} from './account-commands';
import { createAccountHolds } from './account-holds';
import { createJournalWriter } from './journal-writer';
import type { LivePorts } from '../ports';
import { createRetries } from './retries';

interface PaperAccountsOptions {
  readonly ports: Pick<LivePorts, 'accounts' | 'locks' | 'channel' | 'clock' | 'loadModel'>;
  /** An account has changed. */
  readonly onChange: () => void;
}

/** An account as it is on disk. */
export interface StoredAccount {
  readonly state: PaperAccountState;
  /** Another tab trades it. */
  readonly isViewer: boolean;
}

/** Paper accounts between the store and the session that trades them; calls reject where the store refuses. */
export interface PaperAccounts extends AccountCommands {
  /** Takes up the accounts of a session that is to start; returns those that it trades. */
  open(
    subject: Pick<AccountSession, 'symbols' | 'intervalMs'>,
  ): Promise<readonly PaperAccountState[]>;
  /** The session has started: accounts that this tab gets from now on join it. */
  attach(session: AccountSession): void;
  /** Keeps what bars did to accounts. */
  take(steps: readonly PaperStep[]): void;
  stored(): readonly StoredAccount[];
  /** Writes what is left; rejects with `JournalError`, and tells the session, where bars could not be kept. */
  finish(): Promise<void>;
  /** Finishes, and leaves the session. The accounts stay this tab's, unless the next session does not trade them. */
  end(): Promise<void>;
  /** Ends, and releases the accounts to other tabs. */
  close(): Promise<void>;
}

/** Returns no accounts until `open`. */
export function createPaperAccounts(options: PaperAccountsOptions): PaperAccounts {
  const { ports, onChange } = options;
  const { accounts: store, clock, channel } = ports;
  /** As they are on disk. */
  const kept = new Map<string, PaperAccountState>();
  let session: AccountSession | undefined;
  let subject: Pick<AccountSession, 'symbols' | 'intervalMs'> | undefined;
  let stopListening = (): void => undefined;
  /** Accounts of the session before, which this tab still holds or waits for. */
  const former = new Set<string>();
  /** Warnings from before a session could report them. */
  const early: string[] = [];

  const warn = (error: unknown, advice: string): void => {
    const text = `${messageOf(error)} ${advice}`;
    if (session === undefined) early.push(text);
    else session.warn(text);
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
          channel.announce(state.account.id);
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
    await session?.join(state);
  };
  const forget = (accountId: string): void => {
    kept.delete(accountId);
    holds.release(accountId);
    onChange();
  };
  /** Lets the session go on from what is on disk, if this tab holds the account. */
  const reload = async (accountId: string): Promise<void> => {
    const state = await store.load(accountId);
    if (!holds.isHeld(accountId)) return;
    if (state === undefined) forget(accountId);
    else await rejoin(state);
  };
  const isTradedHere = (accountId: string): boolean =>
    holds.isHeld(accountId) && session?.current(accountId) !== undefined;
  /** Takes up the present state of an account: another tab may have created, changed, released or removed it. */
  const follow = async (accountId: string): Promise<void> => {
    if (isTradedHere(accountId)) return;
    const state = await store.load(accountId);
    if (state === undefined) forget(accountId);
    else await join(state);
  };
  const followInTime = (accountId: string): void => retries.run(accountId, () => follow(accountId));
  const holds = createAccountHolds(ports.locks, followInTime);
  const end = async (): Promise<void> => {
    session = undefined;
    subject = undefined;
    stopListening();
    retries.stop();
    try {
      await writer.finish();
    } finally {
      early.length = 0;
      for (const id of kept.keys()) former.add(id);
      kept.clear();
      writer = makeWriter();
    }
  };

  const commands = createAccountCommands({
    ports,
    holds,
    run: (task) => writer.run(task),
    discard: (accountId) => writer.discard(accountId),
    getSession: () => session,
    rejoin,
    keep: (states) => states.filter(isTraded).forEach(keep),
    join,
    forget,
  });

  return {
    ...commands,
    async open(wanted) {
      subject = wanted;
      stopListening = channel.listen(followInTime);
      for (const state of await store.list()) {
        if (!isTraded(state)) continue;
        const { id } = state.account;
        kept.set(id, state);
        try {
          await holds.request(id);
          // Another tab may have traded it until the moment at which it became ours.
          const now = await store.load(id);
          if (now === undefined) forget(id);
          else kept.set(id, now);
        } catch {
          // It is shown but not traded until the next try, which reports what is wrong.
          holds.release(id);
          followInTime(id);
        }
      }
      for (const id of former) if (!kept.has(id)) holds.release(id);
      former.clear();
      return [...kept.values()].filter(({ account }) => holds.isHeld(account.id));
    },
    attach(opened) {
      session = opened;
      early.splice(0).forEach(opened.warn);
      for (const id of kept.keys()) {
        if (holds.isHeld(id) && !isTradedHere(id)) followInTime(id);
      }
    },
    take: (steps) => writer.add(steps),
    stored: () =>
      [...kept.values()].map((state) => ({ state, isViewer: !holds.isHeld(state.account.id) })),
    async finish() {
      try {
        await writer.finish();
      } catch (error) {
        session?.warn(messageOf(error));
        throw error;
      }
    },
    end,
    async close() {
      try {
        await end();
      } finally {
        former.clear();
        holds.releaseAll();
      }
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
