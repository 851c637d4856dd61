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
  /** Called when an account has changed. */
  readonly onChange: () => void;
}

/** An account as it is on disk. */
export interface StoredAccount {
  readonly state: PaperAccountState;
  /** Whether another tab may trade it, and not this one. */
  readonly isViewer: boolean;
}

/** Connects the store of paper accounts with the session that trades them; calls reject where the store refuses. */
export interface PaperAccounts extends AccountCommands {
  /** Loads the accounts for a session that is about to start; returns those that it trades. */
  open(
    subject: Pick<AccountSession, 'symbols' | 'intervalMs'>,
  ): Promise<readonly PaperAccountState[]>;
  /** The session has started: accounts that this tab gets from now on join it. */
  attach(session: AccountSession): void;
  /** Journals what bars did to accounts. */
  take(steps: readonly PaperStep[]): void;
  stored(): readonly StoredAccount[];
  /** Writes what is left; if bars cannot be stored, warns the session and rejects with `JournalError`. */
  finish(): Promise<void>;
  /** Finishes, and leaves the session. This tab keeps the accounts until a next session does not trade them. */
  end(): Promise<void>;
  /** Ends, and releases the accounts to other tabs. */
  close(): Promise<void>;
}

/** Returns an object without accounts, until `open`. */
export function createPaperAccounts(options: PaperAccountsOptions): PaperAccounts {
  const { ports, onChange } = options;
  const { accounts: store, clock, channel } = ports;
  /** States on disk, by account. */
  const kept = new Map<string, PaperAccountState>();
  let session: AccountSession | undefined;
  let subject: Pick<AccountSession, 'symbols' | 'intervalMs'> | undefined;
  let stopListening = (): void => undefined;
  /** Accounts of the previous session, which this tab still holds or waits for. */
  const former = new Set<string>();
  /** Warnings from before a session could report them. */
  const early: string[] = [];

  const warn = (error: unknown, advice: string): void => {
    const text = `${messageOf(error)} ${advice}`;
    if (session === undefined) early.push(text);
    else session.warn(text);
  };
  const retries = createRetries(clock, (error, waitMs) =>
    warn(error, `The account is unchanged; next try in ${waitMs / 1000} s.`),
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
      onFailed: (error, waitMs) => warn(error, `Nothing is lost; next try in ${waitMs / 1000} s.`),
    });
  let writer = makeWriter();

  const isTraded = ({ account, engine }: PaperAccountState): boolean =>
    subject !== undefined &&
    subject.symbols.includes(account.symbol) &&
    engine.intervalMs === subject.intervalMs;
  /** Lets the session continue from another state; what it did since that state is not written. */
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
  /** Lets the session continue from the state on disk, if this tab holds the account. */
  const reload = async (accountId: string): Promise<void> => {
    const state = await store.load(accountId);
    if (!holds.isHeld(accountId)) return;
    if (state === undefined) forget(accountId);
    else await rejoin(state);
  };
  const isTradedHere = (accountId: string): boolean =>
    holds.isHeld(accountId) && session?.current(accountId) !== undefined;
  /** Updates an account that another tab may have created, changed, released or removed. */
  const follow = async (accountId: string): Promise<void> => {
    if (isTradedHere(accountId)) return;
    const state = await store.load(accountId);
    if (state === undefined) forget(accountId);
    else await join(state);
  };
  const followWithRetries = (accountId: string): void =>
    retries.run(accountId, () => follow(accountId));
  const holds = createAccountHolds(ports.locks, followWithRetries);
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
      stopListening = channel.listen(followWithRetries);
      for (const state of await store.list()) {
        if (!isTraded(state)) continue;
        const { id } = state.account;
        kept.set(id, state);
        try {
          await holds.request(id);
          // Another tab may have traded it until this tab got it.
          const now = await store.load(id);
          if (now === undefined) forget(id);
          else kept.set(id, now);
        } catch {
          // It is shown but not traded until a retry succeeds; the retry reports what is wrong.
          holds.release(id);
          followWithRetries(id);
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
        if (holds.isHeld(id) && !isTradedHere(id)) followWithRetries(id);
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

  /** Adds an account if the session watches its symbol; as a viewer where another tab trades it. */
  async function join(state: PaperAccountState): Promise<void> {
    const { id } = state.account;
    if (!isTraded(state)) return;
    keep(state);
    await holds.request(id);
    // Another tab may have traded it until this tab got it.
    if (holds.isHeld(id) && !isTradedHere(id)) await reload(id);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
