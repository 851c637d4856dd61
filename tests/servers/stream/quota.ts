import type { EpochMs } from '../../../src/core/bars/bars';

/** Counts what happens within a stretch of time that slides along. */
export interface Quota {
  /** Counts one more at `at`; returns whether that is still within the limit. */
  take(at: EpochMs): boolean;
}

/** Returns a quota of `limit` in any `windowMs`. */
export function createQuota(limit: number, windowMs: number): Quota {
  const times: EpochMs[] = [];
  return {
    take(at) {
      while (times.length > 0 && times[0] <= at - windowMs) times.shift();
      times.push(at);
      return times.length <= limit;
    },
  };
}
