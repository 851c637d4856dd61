import type { EpochMs } from '../../src/core/bars/bars';
import type { LiveSessionOptions } from '../../src/core/live/live-session';
import { leastIndependentLabels } from '../../src/core/live/model-upkeep';
import type { PaperAccountState } from '../../src/core/live/paper-account';
import { countHistoryBars } from '../../src/core/live/predictor';
import type { LiveModel } from './ports';

const dayMs = 86_400_000;
/** One request: a chart has something to show, and upkeep of most models something to judge. */
const leastHistoryBars = 1000;
/** Two requests: a day is worth no more, which for seconds would take 87. */
const mostDayBars = 2000;
/** At most one request more for a model that looks far back: its first bars have no probability. */
const mostEvidenceBars = 1000;
/**
 * An account that was away for longer than this many bars (five weeks of minutes) meets a gap: its
 * position is closed at the last price before it.
 */
const mostCatchUpBars = 50_000;

/**
 * Returns how many bars to know before the first live one: as many as the models look back, with enough
 * after them for a first judgement of upkeep, and, for an account that goes on, those before the first bar
 * that it missed.
 */
export function planHistory(
  accounts: readonly PaperAccountState[],
  models: readonly LiveModel[],
  intervalMs: number,
  now: EpochMs,
): Pick<LiveSessionOptions, 'historyBars' | 'since'> {
  const lookBack = Math.max(0, ...models.map(({ desk }) => countHistoryBars(desk.spec)));
  const since: Record<string, EpochMs> = {};
  const earliest = Math.floor(now / intervalMs - mostCatchUpBars) * intervalMs;
  for (const { account, lastOpenTime } of accounts) {
    if (lastOpenTime === undefined) continue;
    const from = Math.max(earliest, lastOpenTime - lookBack * intervalMs);
    since[account.symbol] = Math.min(from, since[account.symbol] ?? from);
  }
  const judged = models.map(
    ({ desk, info }) =>
      countHistoryBars(desk.spec) +
      Math.min(mostEvidenceBars, (leastIndependentLabels + 1) * info.horizonBars),
  );
  // The bar that the change over 24 hours starts from, too.
  const dayBars = dayMs / intervalMs + 1;
  const shown = dayBars > mostDayBars ? leastHistoryBars : Math.max(leastHistoryBars, dayBars);
  return { historyBars: Math.ceil(Math.max(shown, ...judged)), since };
}
