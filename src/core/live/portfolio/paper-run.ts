import type { PaperAccountState } from '../paper-account';

/** All that is journaled of an account since it was opened or last reset. */
export interface PaperRun {
  /** As of the last bar. */
  readonly state: PaperAccountState;
  /** Open time of each bar that was traded, ascending. */
  readonly time: Float64Array;
  /** Equity at the close of each of these bars, dollars. */
  readonly equity: Float64Array;
  /** Close of each bar as it was first seen; NaN in older journals. */
  readonly close: Float64Array;
  /** What the model said at each close; NaN where it had no opinion, and in older journals. */
  readonly probability: Float64Array;
}

/** Returns the equity at the last bar that had closed by `time`; the capital before the first. */
export function findEquityAt({ state, time, equity }: PaperRun, at: number): number {
  const { intervalMs, record } = state.engine;
  for (let bar = time.length - 1; bar >= 0; bar--) {
    if ((time[bar] ?? NaN) + intervalMs <= at) return equity[bar] ?? NaN;
  }
  return record.capital;
}
