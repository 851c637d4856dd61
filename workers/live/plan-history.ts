import type { EpochMs } from '../../src/core/bars/bars';
import type { LiveSessionOptions } from '../../src/core/live/live-session';
import type { PaperAccountState } from '../../src/core/live/paper-account';
import { countHistoryBars } from '../../src/core/live/predictor';
import type { DeskModel } from '../../src/core/live/trading-desk';

/** So that a chart has something to show. */
const leastHistoryBars = 1000;
/**
 * An account that was away for longer than this many bars (five weeks of minutes) meets a gap: its
 * position is closed at the last price before it.
 */
const mostCatchUpBars = 50_000;

/**
 * Returns how many bars to know before the first live one: as many as the models look back, and, for an
 * account that goes on, those before the first bar that it missed.
 */
export function planHistory(
  accounts: readonly PaperAccountState[],
  models: readonly DeskModel[],
  intervalMs: number,
  now: EpochMs,
): Pick<LiveSessionOptions, 'historyBars' | 'since'> {
  const lookBack = Math.max(0, ...models.map(({ spec }) => countHistoryBars(spec)));
  const since: Record<string, EpochMs> = {};
  const earliest = Math.floor(now / intervalMs - mostCatchUpBars) * intervalMs;
  for (const { account, lastOpenTime } of accounts) {
    if (lastOpenTime === undefined) continue;
    const from = Math.max(earliest, lastOpenTime - lookBack * intervalMs);
    since[account.symbol] = Math.min(from, since[account.symbol] ?? from);
  }
  return { historyBars: Math.max(leastHistoryBars, lookBack), since };
}
