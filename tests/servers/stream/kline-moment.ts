import type { EpochMs } from '../../../src/core/bars/bars';
import type { ExchangeLimits } from '../exchange-limits';

/** When a kline stream sends next, and about which bar. */
export interface KlineMoment {
  readonly at: EpochMs;
  readonly openTime: EpochMs;
  readonly isClosing: boolean;
}

/**
 * Returns the first moment after `after`: each bar is told every `updateEveryMs` while it is forming,
 * and `closeDelayMs` after its end for the last time.
 */
export function findNextMoment(
  after: EpochMs,
  intervalMs: number,
  { updateEveryMs, closeDelayMs }: Pick<ExchangeLimits, 'updateEveryMs' | 'closeDelayMs'>,
): KlineMoment {
  const openTime = Math.floor(after / intervalMs) * intervalMs;
  if (after < openTime + closeDelayMs) {
    return { at: openTime + closeDelayMs, openTime: openTime - intervalMs, isClosing: true };
  }
  const updates = Math.floor((after - openTime) / updateEveryMs) + 1;
  const at = openTime + updates * updateEveryMs;
  if (at < openTime + intervalMs) return { at, openTime, isClosing: false };
  return { at: openTime + intervalMs + closeDelayMs, openTime, isClosing: true };
}
