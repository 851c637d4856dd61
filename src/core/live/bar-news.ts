/** A closed bar is news until the next one closes, but no longer than this. */
const mostNewsMs = 60_000;
/** A closing message that is later than this after its bar's end was held up, or lost. */
export const closingWithinMs = 2000;

/**
 * Whether a bar that became known `lagMs` after its close is too late for an order: another bar has closed
 * since, or the market has moved on. See docs/decisions/007-no-order-on-stale-bars.md.
 */
export function isTooLate(lagMs: number, intervalMs: number): boolean {
  return lagMs >= Math.min(intervalMs, mostNewsMs);
}

/** Whether the next bar should have been known `ageMs` after the close of the newest one that is. */
export function isNextOverdue(ageMs: number, intervalMs: number): boolean {
  return ageMs >= intervalMs + closingWithinMs;
}
