import type { EpochMs } from './bars/bars';
import type { Random } from './random';

export interface BackoffLimits {
  readonly firstMs: number;
  readonly mostMs: number;
  /** How many times as long each wait is as the one before. */
  readonly growth: number;
}

/**
 * Returns how long to wait before attempt `attempt` (from 1): uniform between half and all of
 * `firstMs x growth^(attempt - 1)`, which ends at `mostMs`.
 *
 * The spread keeps clients that were cut off together from coming back together (Brooker, "Exponential
 * Backoff And Jitter", AWS Architecture Blog, 2015; "equal jitter").
 */
export function backOff(
  attempt: number,
  { firstMs, mostMs, growth }: BackoffLimits,
  random: Random,
): number {
  const ceiling = Math.min(mostMs, firstMs * growth ** (attempt - 1));
  return ceiling / 2 + (random.uniform() * ceiling) / 2;
}

/** Counts attempts in a sliding window of time. */
export interface AttemptBudget {
  /** The earliest time, from `at` on, at which one more attempt stays within the budget. */
  nextAt(at: EpochMs): EpochMs;
  spend(at: EpochMs): void;
  /** Our clock was set by `ms`: what was spent is as long ago as it was. */
  shift(ms: number): void;
}

/** Returns a budget of `most` attempts in any `windowMs`. */
export function createAttemptBudget(most: number, windowMs: number): AttemptBudget {
  const spent: EpochMs[] = [];
  return {
    nextAt(at) {
      // A clock that was set back must not make the wait longer than the window.
      spent.forEach((spentAt, index) => (spent[index] = Math.min(spentAt, at)));
      while (spent.length > 0 && spent[0] <= at - windowMs) spent.shift();
      return spent.length < most ? at : spent[spent.length - most] + windowMs;
    },
    spend: (at) => void spent.push(at),
    shift: (ms) => spent.forEach((spentAt, index) => (spent[index] = spentAt + ms)),
  };
}
