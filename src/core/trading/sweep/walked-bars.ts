import type { BarRange } from '../../bars/bars';
import type { PerformanceRecord } from '../../metrics/performance-record';
import type { SignalColumns } from '../strategies/strategy';

/** Signals that know when their positions are closed. Several may be of one bar. */
export interface Entries extends SignalColumns {
  /** Bars after its entry at which the position is closed, at least 1. */
  readonly holdBars: Int32Array;
}

/** Bars that are walked many times, with what is the same each time. */
export interface WalkedBars {
  readonly open: Float64Array;
  readonly close: Float64Array;
  readonly range: BarRange;
  /** Bars of `range` before which others are missing, ascending; then the end of `range`. */
  readonly gaps: Int32Array;
  /** Last bar of each day of `dailyEquity`; then the end of `range`. */
  readonly dayEnds: Int32Array;
  /** Those of the closes; found when they are first asked for. */
  readonly extremes: () => CloseExtremes;
}

/** What of a record depends on trading, but for the equity of each day. */
export type WalkedFigures = Pick<
  PerformanceRecord,
  | 'equity'
  | 'peakEquity'
  | 'maxDrawdownFraction'
  | 'exposedBars'
  | 'trades'
  | 'wins'
  | 'losses'
  | 'grossProfit'
  | 'grossLoss'
  | 'tradedValue'
  | 'feesPaid'
  | 'slippagePaid'
  | 'atWork'
>;

/** Extreme closes of each 1, 2, 4, 8, ... bars: two of those cover any number of bars. */
export interface CloseExtremes {
  /**
   * `[lowest or highest, level, bar]`: of the `2 ** level` bars from the bar of the range on. One array, so that the side of a
   * position chooses by its place, without a branch that a processor could not predict.
   */
  readonly closes: Float64Array;
  /** Place of the first highest close; before it are the lowest. */
  readonly highestAt: number;
  /** Length of a level. */
  readonly bars: number;
}

/** Returns the extreme closes of `range`. */
export function findExtremes(close: Float64Array, { start, end }: BarRange): CloseExtremes {
  const bars = end - start;
  const levels = 32 - Math.clz32(bars);
  const highestAt = levels * bars;
  const closes = new Float64Array(2 * highestAt);
  const lowest = closes.subarray(0, highestAt);
  const highest = closes.subarray(highestAt);
  lowest.set(close.subarray(start, end));
  highest.set(close.subarray(start, end));
  for (let level = 1; level < levels; level++) {
    const half = 1 << (level - 1);
    for (let bar = 0; bar + 2 * half <= bars; bar++) {
      const from = (level - 1) * bars + bar;
      lowest[level * bars + bar] = Math.min(lowest[from], lowest[from + half]);
      highest[level * bars + bar] = Math.max(highest[from], highest[from + half]);
    }
  }
  return { closes, highestAt, bars };
}
