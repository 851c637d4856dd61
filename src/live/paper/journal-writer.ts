import { backOff } from '../../core/backoff';
import type { PaperAccountState } from '../../core/trading/paper-account';
import type { PaperStep } from './trading';
import type { Trade } from '../../core/trading/positions';
import type { AccountEntry, AccountStore, LiveClock } from '../ports';

/** The last bars of accounts could not be written; the message names them and says what happens next. */
export class JournalError extends Error {
  override readonly name = 'JournalError';
}

interface JournalWriterOptions {
  readonly store: Pick<AccountStore, 'journal'>;
  readonly clock: Pick<LiveClock, 'setMachineTimer'>;
  /** Called with entries that are on disk now. */
  readonly onWritten: (entries: readonly AccountEntry[]) => void;
  /**
   * Called when entries could not be written. They are tried again in `waitMs` of the machine's time, before
   * anything else is written. Not called for the last try, whose failure `finish` reports.
   */
  readonly onFailed: (error: unknown, waitMs: number) => void;
}

/** Writes what accounts do to disk, in order. */
export interface JournalWriter {
  /** Adds what one bar did to accounts. It is written in one transaction, perhaps with other waiting bars. */
  add(steps: readonly PaperStep[]): void;
  /** Runs `task` after everything that was added before is written. Rejects as `task` does. */
  run<Result>(task: () => Promise<Result>): Promise<Result>;
  /** Drops the unwritten steps of an account whose state is about to be replaced. */
  discard(accountId: string): void;
  /** Tries everything that is left once more; rejects with `JournalError` where bars could not be stored. */
  finish(): Promise<void>;
}

interface GrowingEntry extends AccountEntry {
  state: PaperAccountState;
  readonly trades: Trade[];
  readonly equity: AccountEntry['equity'][number][];
}

type Entries = Map<string, GrowingEntry>;

type Job =
  | { readonly kind: 'steps'; readonly entries: Entries }
  | { readonly kind: 'task'; readonly run: () => Promise<void> };

const retryWaits = { firstMs: 1000, maxMs: 30_000 };

/** Returns a writer with nothing to write. */
export function createJournalWriter(options: JournalWriterOptions): JournalWriter {
  const { store, clock, onWritten, onFailed } = options;
  const jobs: Job[] = [];
  let isBusy = false;
  let isFinishing = false;
  /** Bars that were given up, and why; no further bars are written after that. */
  let givenUp: { readonly cause: unknown; readonly entries: AccountEntry[] } | undefined;
  let wake: () => void = () => undefined;

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.setMachineTimer(resolve, ms);
      wake = () => {
        cancel();
        resolve();
      };
    });
  const write = async (entries: ReadonlyMap<string, AccountEntry>): Promise<void> => {
    for (let attempt = 1; entries.size > 0; attempt++) {
      const batch = [...entries.values()];
      try {
        await store.journal(batch);
        onWritten(batch);
        return;
      } catch (error) {
        if (isFinishing) {
          // Writing a later bar without this one would leave a gap.
          givenUp = { cause: error, entries: batch };
          return;
        }
        const waitMs = backOff(attempt, retryWaits);
        onFailed(error, waitMs);
        await pause(waitMs);
      }
    }
  };
  const work = async (): Promise<void> => {
    if (isBusy) return;
    isBusy = true;
    for (let job = jobs[0]; job !== undefined; job = jobs[0]) {
      // The running job stays in the list, so that `discard` finds it while it waits.
      if (job.kind === 'task') await job.run();
      else if (givenUp === undefined) await write(job.entries);
      else givenUp.entries.push(...job.entries.values());
      jobs.shift();
    }
    isBusy = false;
  };
  const push = (job: Job): void => {
    jobs.push(job);
    void work();
  };
  const run = <Result>(task: () => Promise<Result>): Promise<Result> =>
    new Promise((resolve, reject) => {
      const settle = async (): Promise<void> => {
        try {
          resolve(await task());
        } catch (error) {
          reject(error);
        }
      };
      push({ kind: 'task', run: settle });
    });

  return {
    add(steps) {
      if (steps.length === 0) return;
      const last = jobs.length > 1 ? jobs[jobs.length - 1] : undefined;
      if (last?.kind === 'steps') {
        for (const step of steps) addStep(last.entries, step);
        return;
      }
      const entries: Entries = new Map();
      for (const step of steps) addStep(entries, step);
      push({ kind: 'steps', entries });
    },
    run,
    discard(accountId) {
      for (const job of jobs) if (job.kind === 'steps') job.entries.delete(accountId);
    },
    finish() {
      isFinishing = true;
      wake();
      return run(async () => {
        if (givenUp !== undefined) throw describeLoss(givenUp.entries, givenUp.cause);
      });
    },
  };
}

function addStep(entries: Entries, { state, trades, bar }: PaperStep): void {
  const { id } = state.account;
  const entry = entries.get(id) ?? { state, trades: [], equity: [] };
  entry.state = state;
  entry.trades.push(...trades);
  entry.equity.push(bar);
  entries.set(id, entry);
}

/** Returns the error for bars that could not be written because of `cause`. */
function describeLoss(entries: readonly AccountEntry[], cause: unknown): JournalError {
  const lost = new Map<string, { readonly name: string; readonly bars: number }>();
  for (const { state, equity } of entries) {
    const { id, name } = state.account;
    lost.set(id, { name, bars: (lost.get(id)?.bars ?? 0) + equity.length });
  }
  const list = [...lost.values()]
    .map(({ name, bars }) => `the last ${bars === 1 ? 'bar' : `${bars} bars`} of ${name}`)
    .join(' and ');
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new JournalError(
    `Not kept: ${list}. Missing bars are fetched again at the next Connect, too late for orders. ${reason}`,
    { cause },
  );
}
