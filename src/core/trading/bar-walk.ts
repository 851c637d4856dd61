import type { BarIndex } from '../bars/bars';
import { createFinerRows, moveRows, type TradedBars } from './finer-bars';
import type { EngineBar } from './positions';
import type { TradingRules } from './rules';
import { findPast, type PastBars } from './strategies/past-bars';

/** A bar of a dataset and the bars before it, in the same two objects for all bars. */
export interface BarWalk {
  readonly bar: EngineBar;
  readonly past: PastBars;
  /** Goes to the bar of `index`, which is the first one or follows the one before. */
  moveTo(index: BarIndex): void;
}

/**
 * Returns a walk over `bars` that begins at the bar of `first`, from where on rules may look back over their warm-up. Each bar has its
 * finer bars, if `bars` have such and the rules ask for what happens within a bar.
 */
export function createBarWalk(
  bars: TradedBars,
  first: BarIndex,
  { warmUpBars, isWithinBar, margin }: Pick<TradingRules, 'warmUpBars' | 'isWithinBar' | 'margin'>,
): BarWalk {
  const { openTime, open, high, low, close, intervalMs } = bars;
  const bar: EngineBar = { index: -1, openTime: NaN, open: 0, high: 0, low: 0, close: 0 };
  if (margin !== undefined && bars.funding !== undefined) bar.funding = bars.funding;
  const before = findPast(bars, bars.intervalMs, first, warmUpBars);
  const past = { columns: bars, start: before.start, end: before.end };
  const finer = isWithinBar ? bars.finer : undefined;
  const parts = finer && createFinerRows(finer, bars.openTime[first]);
  return {
    bar,
    past,
    moveTo(index) {
      const time = openTime[index] ?? NaN;
      if (index > first && time - bar.openTime !== intervalMs) past.start = index;
      past.end = index + 1;
      bar.index = index;
      bar.openTime = time;
      bar.open = open[index] ?? NaN;
      bar.high = high[index] ?? NaN;
      bar.low = low[index] ?? NaN;
      bar.close = close[index] ?? NaN;
      if (parts !== undefined) bar.finer = moveRows(parts, time, intervalMs);
    },
  };
}
