import type { PaperAccountState } from '../../../src/core/trading/paper-account';
import { createPaperAccounts } from '../../../src/live/paper/accounts';
import type { AccountLocks, AccountStore } from '../../../src/live/ports';
import { openAccount } from '../../storage/paper-records';

const minuteMs = 60_000;

/** Resolves when everything that can happen without a timer has happened. */
export async function settle(): Promise<void> {
  for (let turns = 0; turns < 5; turns++) await new Promise((resolve) => setImmediate(resolve));
}

/** A accounts whose store, locks and session are played by the test; it has one account, `a`. */
export function makeAccountsScene() {
  const stored = new Map<string, PaperAccountState>([['a', openAccount()]]);
  const traded = new Map<string, PaperAccountState>();
  const warnings: string[] = [];
  const timers: (() => void)[] = [];
  const scene = {
    /** What the next calls reject with. */
    storeError: undefined as Error | undefined,
    lockError: undefined as Error | undefined,
    joinError: undefined as Error | undefined,
    removeError: undefined as Error | undefined,
    whileRemoving: (): void => undefined,
    isFree: true,
  };
  let hear: (accountId: string) => void = () => undefined;
  let grant: () => void = () => undefined;

  const answer = async <Result>(give: () => Result): Promise<Result> => {
    await Promise.resolve();
    if (scene.storeError !== undefined) throw scene.storeError;
    return give();
  };
  const put = (state: PaperAccountState) => answer(() => void stored.set(state.account.id, state));
  const store: AccountStore = {
    list: () => Promise.resolve([...stored.values()]),
    load: (id) => answer(() => stored.get(id)),
    create: (state) => answer(() => void stored.set(state.account.id, state)).then(() => state),
    replace: (states) =>
      answer(() => states.forEach((state) => stored.set(state.account.id, state))),
    reset: put,
    undoReset: () => Promise.reject(new Error('not played')),
    async remove(id) {
      scene.whileRemoving();
      await Promise.resolve();
      if (scene.removeError !== undefined) throw scene.removeError;
      stored.delete(id);
    },
    restore: () => Promise.reject(new Error('not played')),
    journal: (entries) =>
      answer(() => entries.forEach(({ state }) => stored.set(state.account.id, state))),
  };
  const locks: AccountLocks = {
    async request(_, onGranted) {
      await Promise.resolve();
      if (scene.lockError !== undefined) throw scene.lockError;
      grant = onGranted;
      return { isHeld: scene.isFree, release: () => undefined };
    },
  };
  const accounts = createPaperAccounts({
    ports: {
      accounts: store,
      locks,
      channel: {
        announce: () => undefined,
        listen(onAnnounced) {
          hear = onAnnounced;
          return () => (hear = () => undefined);
        },
      },
      clock: {
        now: () => 5000,
        setTimer: () => () => undefined,
        monotonicMs: () => 0,
        setMachineTimer(callback) {
          timers.push(callback);
          return () => void timers.splice(timers.indexOf(callback), 1);
        },
        synchronise: () => Promise.resolve(),
        hasJumped: () => false,
      },
      loadModel: () => Promise.reject(new Error('not played')),
    },
    onChange: () => undefined,
  });
  const subject = { symbols: ['BTCUSDT'], intervalMs: minuteMs };
  return {
    accounts,
    scene,
    stored,
    traded,
    warnings,
    timers,
    hear: (accountId: string) => hear(accountId),
    grant: () => grant(),
    /** Opens the accounts with a session, as the live runner does. */
    async open(): Promise<void> {
      const held = await accounts.open(subject);
      for (const state of held) traded.set(state.account.id, state);
      accounts.attach({
        ...subject,
        join(state) {
          if (scene.joinError !== undefined) return Promise.reject(scene.joinError);
          traded.set(state.account.id, state);
          return Promise.resolve();
        },
        leave: (id) => void traded.delete(id),
        current: (id) => traded.get(id),
        warn: (text) => void warnings.push(text),
      });
      await settle();
    },
    /** Lets the wait for the next try be over. */
    async tryAgain(): Promise<void> {
      timers.pop()?.();
      await settle();
    },
  };
}
