/** What a request has to do before it may be sent. */
export interface Turn {
  /** 0: go, the weight has been counted. Otherwise wait so long and ask again. */
  readonly waitMs: number;
  readonly kind: 'rate-limited' | 'banned';
}

/** Spreads requests so that they stay within a share of the exchange's limit. */
export interface WeightLimiter {
  /** Takes the turn of a request of `weight`, or tells how long to wait before asking again. */
  take(weight: number): Turn;
  /** Tells the weight that the exchange has counted for this address in the running minute. */
  observe(usedWeight: number): void;
  /** Lets no request go before `until`, a time of `now`. */
  pause(until: number, kind: Turn['kind']): void;
}

/** Weight that the exchange grants an address a minute. */
export const weightLimitPerMinute = 6000;

/** The share of it that we allow ourselves: others at the same address need some too. */
export const weightShare = 0.2;

/** Weight that may go at once; 90 days of minute bars take about 270. */
const burstWeight = 400;

/**
 * Returns a token bucket. Burst and refill together never exceed the budget (a fifth of the limit)
 * in any 60 s, and a long download flows evenly instead of standing still for the rest of each minute.
 */
export function createWeightLimiter(
  now: () => number,
  { budget = weightLimitPerMinute * weightShare }: { readonly budget?: number } = {},
): WeightLimiter {
  const burst = Math.min(burstWeight, budget / 2);
  const refillPerMs = (budget - burst) / 60_000;
  let tokens = burst;
  let countedAt = now();
  let pausedUntil = -Infinity;
  let pauseKind: Turn['kind'] = 'rate-limited';

  const refill = (): void => {
    const time = now();
    // A wall clock may be set back.
    const elapsedMs = Math.max(0, time - countedAt);
    tokens = Math.min(burst, tokens + elapsedMs * refillPerMs);
    countedAt = time;
  };
  const pause: WeightLimiter['pause'] = (until, kind) => {
    if (until <= pausedUntil) return;
    pausedUntil = until;
    pauseKind = kind;
  };

  return {
    take(weight) {
      const time = now();
      if (time < pausedUntil) return { waitMs: pausedUntil - time, kind: pauseKind };
      refill();
      if (tokens < weight) {
        return { waitMs: Math.ceil((weight - tokens) / refillPerMs), kind: 'rate-limited' };
      }
      tokens -= weight;
      return { waitMs: 0, kind: 'rate-limited' };
    },
    observe(usedWeight) {
      if (usedWeight < budget) return;
      // The exchange counts by minutes of the clock.
      pause((Math.floor(now() / 60_000) + 1) * 60_000, 'rate-limited');
    },
    pause,
  };
}
