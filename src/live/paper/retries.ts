import type { LiveClock } from '../ports';

/** Work in the background that is tried until it succeeds; of one key, one piece at a time. */
export interface Retries {
  /**
   * Runs `task`, and again after each failure, ever more rarely. Work of the same key that is under way comes to
   * its end first; work that waits is given up, since the new one does what it would have done.
   */
  run(key: string, task: () => Promise<void>): void;
  /** Tries nothing any more. */
  stop(): void;
}

interface Entry {
  isRunning: boolean;
  /** To be run instead of another try. */
  next: (() => Promise<void>) | undefined;
  cancelWait: () => void;
}

const firstWaitMs = 1000;
const mostWaitMs = 30_000;

/** Returns no work; `onFailed` is told of each failure, and when the next try comes in the machine's time. */
export function createRetries(
  clock: Pick<LiveClock, 'setPace'>,
  onFailed: (error: unknown, waitMs: number) => void,
): Retries {
  const entries = new Map<string, Entry>();

  const attempt = async (
    key: string,
    entry: Entry,
    task: () => Promise<void>,
    waitMs: number,
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
      void attempt(key, entry, next, firstWaitMs);
    } else if (failure === undefined) entries.delete(key);
    else {
      onFailed(failure.error, waitMs);
      const longer = Math.min(mostWaitMs, 2 * waitMs);
      entry.cancelWait = clock.setPace(() => void attempt(key, entry, task, longer), waitMs);
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
      void attempt(key, entry, task, firstWaitMs);
    },
    stop() {
      for (const { cancelWait } of entries.values()) cancelWait();
      entries.clear();
    },
  };
}
