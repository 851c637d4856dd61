import { backOff } from '../../core/backoff';
import type { LiveClock } from '../ports';

/** Background work that is retried until it succeeds; one task at a time for each key. */
interface Retries {
  /**
   * Runs `task`, and again after each failure, with growing waits. If a task of the same key is running, it
   * finishes first; one that waits for its next try is replaced.
   */
  run(key: string, task: () => Promise<void>): void;
  /** Gives up all tasks. */
  stop(): void;
}

interface Entry {
  isRunning: boolean;
  /** Task to run after the current one, instead of retrying it. */
  next: (() => Promise<void>) | undefined;
  cancelWait: () => void;
}

const waits = { firstMs: 1000, maxMs: 30_000 };

/**
 * Returns retries without tasks; `onFailed` is called with each failure and the wait until the next try, in the
 * machine's time.
 */
export function createRetries(
  clock: Pick<LiveClock, 'setMachineTimer'>,
  onFailed: (error: unknown, waitMs: number) => void,
): Retries {
  const entries = new Map<string, Entry>();

  const work = async (
    key: string,
    entry: Entry,
    task: () => Promise<void>,
    attempt: number,
  ): Promise<void> => {
    entry.isRunning = true;
    let failure: { readonly error: unknown } | undefined;
    try {
      await task();
    } catch (error) {
      failure = { error };
    }
    entry.isRunning = false;
    const { next } = entry;
    // It was stopped.
    if (entries.get(key) !== entry) return;
    if (next !== undefined) {
      entry.next = undefined;
      void work(key, entry, next, 1);
    } else if (failure === undefined) entries.delete(key);
    else {
      const waitMs = backOff(attempt, waits);
      onFailed(failure.error, waitMs);
      entry.cancelWait = clock.setMachineTimer(
        () => void work(key, entry, task, attempt + 1),
        waitMs,
      );
    }
  };

  return {
    run(key, task) {
      const known = entries.get(key);
      if (known?.isRunning === true) {
        known.next = task;
        return;
      }
      known?.cancelWait();
      const entry: Entry = { isRunning: false, next: undefined, cancelWait: () => undefined };
      entries.set(key, entry);
      void work(key, entry, task, 1);
    },
    stop() {
      for (const { cancelWait } of entries.values()) cancelWait();
      entries.clear();
    },
  };
}
