import type { Bar } from '../bars/bar';
import type { EpochMs } from '../bars/bars';

/** The latest bars of each symbol, so that a model or an account that joins later has its past. */
export interface BarHistory {
  /** Oldest first. */
  of(symbol: string): readonly Bar[];
  push(symbol: string, bar: Bar): void;
  /** Puts a corrected bar in the place of the one of its time, if that is still there. */
  correct(symbol: string, bar: Bar): void;
  /** Bars that open after a time. */
  after(symbol: string, openTime: EpochMs): readonly Bar[];
}

/** Returns a history without bars that keeps the last `most` of each symbol at least. */
export function createBarHistory(most: number): BarHistory {
  const bySymbol = new Map<string, Bar[]>();
  const find = (symbol: string): Bar[] => {
    const known = bySymbol.get(symbol);
    if (known !== undefined) return known;
    const bars: Bar[] = [];
    bySymbol.set(symbol, bars);
    return bars;
  };
  return {
    of: find,
    push(symbol, bar) {
      const bars = find(symbol);
      bars.push(bar);
      if (bars.length > 2 * most) bars.splice(0, bars.length - most);
    },
    correct(symbol, bar) {
      const bars = find(symbol);
      const index = countUntil(bars, bar.openTime) - 1;
      if (bars[index]?.openTime === bar.openTime) bars[index] = bar;
    },
    after(symbol, openTime) {
      const bars = find(symbol);
      return bars.slice(countUntil(bars, openTime));
    },
  };
}

/** Bars that open at a time or before; most questions are about the newest. */
function countUntil(bars: readonly Bar[], openTime: EpochMs): number {
  let count = bars.length;
  while (count > 0 && bars[count - 1].openTime > openTime) count--;
  return count;
}
