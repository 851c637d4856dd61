import type { EpochMs } from '../../core/bars/bars';

/**
 * A lower bound of the exchange's time, proven by its own messages: never ahead of the true time, however wrong
 * this machine's clock is. Only this time decides whether a bar is closed.
 */
export interface ExchangeTime {
  /** Returns the exchange's time when our clock shows `at`, or a little less; -Infinity while it is unknown. */
  now(at: EpochMs): EpochMs;
  /** Returns what our clock will show when the exchange's time is `time`; Infinity while it is unknown. */
  localOf(time: EpochMs): EpochMs;
  /** Takes a message's time stamp of the exchange, and the time of our clock when it arrived. */
  hear(time: EpochMs, at: EpochMs): void;
  /** Our clock has been set to the exchange's time: trusts it. */
  trust(): void;
  /** Our clock was adjusted, or may have been: forgets how far it differs. */
  forget(): void;
}

/** Messages count for up to two windows. A clock that is too fast by 100 ppm gains at most 60 ms in that time. */
const windowMs = 300_000;

/**
 * Returns a time that trusts our clock until `forget`. A message was sent before it arrived, so the exchange is
 * ahead of our clock by at least its time stamp less its arrival; the largest of the recent values is used.
 */
export function createExchangeTime(): ExchangeTime {
  let windowFrom = -Infinity;
  let best = 0;
  let bestBefore = -Infinity;

  const aheadMs = (): number => Math.max(best, bestBefore);
  const start = (value: number): void => {
    windowFrom = -Infinity;
    best = value;
    bestBefore = -Infinity;
  };
  return {
    now: (at) => at + aheadMs(),
    localOf: (time) => time - aheadMs(),
    hear(time, at) {
      if (windowFrom === -Infinity) windowFrom = at;
      if (at - windowFrom >= windowMs) {
        windowFrom = at;
        bestBefore = best;
        best = -Infinity;
      }
      best = Math.max(best, time - at);
    },
    trust: () => start(0),
    forget: () => start(-Infinity),
  };
}

/** No order is given on a bar that arrives later than this after its close, or after the next bar has closed. */
const maxLagMs = 60_000;
/** A closing message that has not arrived this long after its bar's end was delayed or lost. */
export const closingWithinMs = 2000;

/**
 * Whether a bar that arrived `lagMs` after its close is too late for an order: another bar has closed since, or
 * the price may have changed. See docs/decisions/007-no-order-on-stale-bars.md.
 */
export function isTooLate(lagMs: number, intervalMs: number): boolean {
  return lagMs >= Math.min(intervalMs, maxLagMs);
}

/** Whether the next bar should have arrived, `ageMs` after the close of the newest known bar. */
export function isNextOverdue(ageMs: number, intervalMs: number): boolean {
  return ageMs >= intervalMs + closingWithinMs;
}
