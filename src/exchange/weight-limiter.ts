/** Spreads requests so that they stay within a budget of weight a minute. */
interface WeightLimiter {
  /** Takes the turn of a request of `weight` and returns 0, or how many ms to wait before asking again. */
  take(weight: number): number;
  /** Tells the weight that the exchange has counted for this address in the running minute. */
  observe(usedWeight: number): void;
}

interface WeightLimits {
  readonly perMinute: number;
  /** Weight that may go at once; at most half of `perMinute`. */
  readonly burst: number;
}

/**
 * Returns a token bucket. Burst and refill together never exceed the budget in any 60 s, and a long download
 * flows evenly instead of standing still for the rest of each minute.
 */
export function createWeightLimiter(now: () => number, limits: WeightLimits): WeightLimiter {
  const { perMinute } = limits;
  const burst = Math.min(limits.burst, perMinute / 2);
  const refillPerMs = (perMinute - burst) / 60_000;
  let tokens = burst;
  let countedAt = now();
  let pausedUntil = -Infinity;

  return {
    take(weight) {
      const time = now();
      if (time < pausedUntil) return pausedUntil - time;
      // A clock may be set back.
      const elapsedMs = Math.max(0, time - countedAt);
      tokens = Math.min(burst, tokens + elapsedMs * refillPerMs);
      countedAt = time;
      if (tokens < weight) return Math.ceil((weight - tokens) / refillPerMs);
      tokens -= weight;
      return 0;
    },
    observe(usedWeight) {
      if (usedWeight < perMinute) return;
      // The exchange counts by minutes of the clock.
      pausedUntil = (Math.floor(now() / 60_000) + 1) * 60_000;
    },
  };
}
