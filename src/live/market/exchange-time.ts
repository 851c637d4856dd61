import type { EpochMs } from '../../core/bars/bars';

/**
 * The exchange's time as its own messages prove it: never ahead of the true time, however wrong the clock of
 * this machine is. A bar counts as closed by this time alone.
 */
export interface ExchangeTime {
  /** The exchange's time at `at` of our clock, or a little before; -Infinity while it is unknown. */
  now(at: EpochMs): EpochMs;
  /** When, by our clock, the exchange's time will be `time`; Infinity while it is unknown. */
  localOf(time: EpochMs): EpochMs;
  /** The exchange stamped a message with `time`, and it came at `at` of our clock. */
  hear(time: EpochMs, at: EpochMs): void;
  /** Our clock has been set by the exchange's. */
  trust(): void;
  /** Our clock was set, or may have been: what was known of it no longer holds. */
  forget(): void;
}

/** A clock that is too fast by 100 millionths gains 60 ms meanwhile. */
const windowMs = 300_000;

/**
 * Returns a time that takes our clock for right until told otherwise. A message was sent before it came,
 * so the exchange is ahead of us by its stamp less its arrival at least: the best of the newest messages
 * counts.
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

/** An order on a closed bar is given until the next one closes, but no longer than this after its close. */
const maxLagMs = 60_000;
/** A closing message that is later than this after its bar's end was held up, or lost. */
export const closingWithinMs = 2000;

/**
 * Whether a bar that became known `lagMs` after its close is too late for an order: another bar has closed
 * since, or the market has moved on. See docs/decisions/007-no-order-on-stale-bars.md.
 */
export function isTooLate(lagMs: number, intervalMs: number): boolean {
  return lagMs >= Math.min(intervalMs, maxLagMs);
}

/** Whether the next bar should have been known `ageMs` after the close of the newest one that is. */
export function isNextOverdue(ageMs: number, intervalMs: number): boolean {
  return ageMs >= intervalMs + closingWithinMs;
}
