import type { Bar } from '../../src/core/bars/bar';
import { previewAccount } from '../../src/core/live/paper-trading';
import { listRecentSignals } from '../../src/core/portfolio/signal-log';
import type { AccountFrame } from '../api/live';
import type { KeptAccount } from './account-keeper';

/** Returns what the page shows of an account; `forming` is the bar of its symbol that is forming. */
export function describeAccount(
  { state, isViewer }: KeptAccount,
  forming: Bar | undefined,
): AccountFrame {
  const { account, engine, lastOpenTime } = state;
  const nextOpenTime = (lastOpenTime ?? NaN) + engine.intervalMs;
  // A later bar would look like one after a gap, which closes positions.
  const isNext = lastOpenTime === undefined || forming?.openTime === nextOpenTime;
  const preview = previewAccount(state, isNext ? forming : undefined);
  return {
    account,
    ...preview,
    recentSignals: listRecentSignals(engine.signals),
    tradeCount: engine.record.trades,
    isViewer,
  };
}
