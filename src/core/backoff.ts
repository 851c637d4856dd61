import type { EpochMs } from './bars/bars';

/** How waits between attempts grow. */
interface BackoffLimits {
  readonly firstMs: number;
  readonly maxMs: number;
  /** Factor from each wait to the next; 2 when left out. */
  readonly growth?: number;
}

/**
 * Returns how long to wait before attempt `attempt` (from 1), in ms: `firstMs x growth^(attempt - 1)`, at most
 * `maxMs`. With `random`, uniform in [0, 1), the wait lies between half of that and all of it.
 *
 * The spread keeps clients that were cut off together from retrying together (Brooker, "Exponential
 * Backoff And Jitter", AWS Architecture Blog, 2015; "equal jitter").
 */
export function backOff(
  attempt: number,
  { firstMs, maxMs, growth = 2 }: BackoffLimits,
  random?: () => number,
): number {
  const ceiling = Math.min(maxMs, firstMs * growth ** (attempt - 1));
  return random === undefined ? ceiling : ceiling / 2 + (random() * ceiling) / 2;
}

/** Counts attempts in a sliding window of time. */
interface AttemptBudget {
  /** The earliest time, from `at` on, at which one more attempt stays within the budget. */
  nextAt(at: EpochMs): EpochMs;
  spend(at: EpochMs): void;
  /** Moves the recorded attempts by `ms`, after the clock was adjusted by as much. */
  shift(ms: number): void;
}

/** Returns a budget of `max` attempts in any `windowMs`. */
export function createAttemptBudget(max: number, windowMs: number): AttemptBudget {
  const spent: EpochMs[] = [];
  return {
    nextAt(at) {
      // A clock that was set back must not make the wait longer than the window.
      spent.forEach((spentAt, index) => (spent[index] = Math.min(spentAt, at)));
      while (spent.length > 0 && spent[0] <= at - windowMs) spent.shift();
      return spent.length < max ? at : spent[spent.length - max] + windowMs;
    },
    spend: (at) => void spent.push(at),
    shift: (ms) => spent.forEach((spentAt, index) => (spent[index] = spentAt + ms)),
  };
}
