/** Spreads requests so that they stay within a budget of weight per minute. */
interface WeightLimiter {
  /** Spends `weight` and returns 0, or returns how many ms to wait before trying again. */
  take(weight: number): number;
  /** Takes the weight that the exchange has counted for this address in the current minute. */
  observe(usedWeight: number): void;
}

interface WeightLimits {
  readonly perMinute: number;
  /** Weight that may be spent at once; values above half of `perMinute` count as that half. */
  readonly burst: number;
}

/**
 * Returns a token bucket. Burst and refill together never exceed the budget in any 60 s, and a long download
 * proceeds evenly instead of pausing for the rest of each minute.
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
      // The clock may have been set back.
      const elapsedMs = Math.max(0, time - countedAt);
      tokens = Math.min(burst, tokens + elapsedMs * refillPerMs);
      countedAt = time;
      if (tokens < weight) return Math.ceil((weight - tokens) / refillPerMs);
      tokens -= weight;
      return 0;
    },
    observe(usedWeight) {
      if (usedWeight < perMinute) return;
      // The exchange counts by calendar minutes.
      pausedUntil = (Math.floor(now() / 60_000) + 1) * 60_000;
    },
  };
}
