import type { Bar } from '../../src/core/bars/bar';
import type { BarSeries } from '../../src/core/live/bar-series';
import { defaultTradingSettings } from '../../src/core/portfolio/default-settings';
import { decideSignal } from '../../src/core/signals/decide-signal';
import { measureConfidence } from '../../src/core/signals/measure-confidence';
import type { Thresholds } from '../../src/core/signals/signal';
import type { WatchRow } from '../api/live';

/** What the watch list shows of each symbol. */
export interface WatchBoard {
  takeForming(symbol: string, bar: Bar): void;
  takeClosed(symbol: string, bar: Bar, probability: number): void;
  /** The bar that is forming; undefined before the first message of it. */
  forming(symbol: string): Bar | undefined;
  /** `isStale`: no signal is to be trusted; `thresholds`: what makes a signal of a probability. */
  rows(
    isStale: boolean,
    thresholds: (symbol: string) => Thresholds | undefined,
    trouble?: (symbol: string) => string | undefined,
  ): WatchRow[];
}

interface Entry {
  forming: Bar | undefined;
  closed: Bar | undefined;
  probability: number;
}

const dayMs = 86_400_000;
const sparklineBars = 60;

/** Returns a board of symbols whose bars are in `series`. */
export function createWatchBoard(series: ReadonlyMap<string, BarSeries>): WatchBoard {
  const entries = new Map<string, Entry>();
  for (const symbol of series.keys()) {
    entries.set(symbol, { forming: undefined, closed: undefined, probability: NaN });
  }
  const makeRow = (
    symbol: string,
    bars: BarSeries,
    isStale: boolean,
    thresholds = defaultTradingSettings.thresholds,
  ): WatchRow => {
    const { forming, closed, probability = NaN } = entries.get(symbol) ?? {};
    const price = forming?.close ?? closed?.close ?? NaN;
    const count = bars.count();
    const start = Math.max(0, count - sparklineBars);
    return {
      symbol,
      price,
      change: price / findDayAgo(bars) - 1,
      sparkline: bars.copy({ start, end: count }).close,
      signal: decideSignal(probability, thresholds),
      probability,
      confidence: measureConfidence(probability, thresholds),
      signalTime: closed?.openTime,
      isStale,
    };
  };
  return {
    takeForming(symbol, bar) {
      const entry = entries.get(symbol);
      if (entry !== undefined) entry.forming = bar;
    },
    takeClosed(symbol, bar, probability) {
      const entry = entries.get(symbol);
      if (entry === undefined) return;
      entry.closed = bar;
      entry.probability = probability;
      if (entry.forming !== undefined && entry.forming.openTime <= bar.openTime) {
        entry.forming = undefined;
      }
    },
    forming: (symbol) => entries.get(symbol)?.forming,
    rows: (isStale, thresholds, findTrouble = () => undefined) =>
      [...series].map(([symbol, bars]) => {
        const trouble = findTrouble(symbol);
        const row = makeRow(symbol, bars, isStale, thresholds(symbol));
        return trouble === undefined ? row : { ...row, isStale: true, trouble };
      }),
  };
}

/** The close 24 hours before the last, or the oldest that is known. */
function findDayAgo(bars: BarSeries): number {
  const last = bars.lastOpenTime();
  if (last === undefined) return NaN;
  return bars.at(Math.max(0, bars.find(last - dayMs))).close;
}
