import type { Bar, Bars, EpochMs } from '../core/bars/bars';
import { isNextOverdue } from './market/exchange-time';
import type { BarSeries } from './market/bar-series';
import { defaultTradingSettings } from '../core/trading/settings';
import {
  decideSignal,
  measureConfidence,
  type Thresholds,
} from '../core/trading/strategies/thresholds';
import type { WatchRow } from './events';

/** What the watch list shows of each symbol. */
export interface WatchBoard {
  takeForming(symbol: string, bar: Bar): void;
  /** `isLate`: the bar was known too late for an order. */
  takeClosed(symbol: string, bar: Bar, probability: number, isLate: boolean): void;
  /** The bar that is forming; undefined before the first message of it. */
  forming(symbol: string): Bar | undefined;
  /** `thresholds`: what makes a signal of a probability; `trouble`: why a symbol has no fresh bars. */
  rows(
    now: BoardTime,
    thresholds: (symbol: string) => Thresholds | undefined,
    trouble?: (symbol: string) => string | undefined,
  ): WatchRow[];
}

/** When a board is looked at, and whether the connection is live then. */
export interface BoardTime {
  readonly at: EpochMs;
  readonly isLive: boolean;
}

interface Entry {
  forming: Bar | undefined;
  closed: Bar | undefined;
  probability: number;
  isLate: boolean;
}

const dayMs = 86_400_000;
const sparklineBars = 60;

/** Returns a board of symbols whose bars are in `series`. */
export function createWatchBoard(series: ReadonlyMap<string, BarSeries>): WatchBoard {
  const entries = new Map<string, Entry>();
  for (const symbol of series.keys()) {
    entries.set(symbol, { forming: undefined, closed: undefined, probability: NaN, isLate: false });
  }
  const makeRow = (
    symbol: string,
    bars: BarSeries,
    { at, isLive }: BoardTime,
    thresholds = defaultTradingSettings.thresholds,
  ): WatchRow => {
    const { forming, closed, probability = NaN, isLate = false } = entries.get(symbol) ?? {};
    const price = forming?.close ?? closed?.close ?? NaN;
    const count = bars.count();
    const start = Math.max(0, count - sparklineBars);
    const ageMs = closed === undefined ? 0 : at - (closed.openTime + bars.intervalMs);
    return {
      symbol,
      price,
      change: price / findDayAgo(bars) - 1,
      sparkline: bars.copy({ start, end: count }).close,
      signal: decideSignal(probability, thresholds),
      probability,
      confidence: measureConfidence(probability, thresholds),
      signalTime: closed?.openTime,
      isStale: !isLive || isLate || isNextOverdue(ageMs, bars.intervalMs),
    };
  };
  return {
    takeForming(symbol, bar) {
      const entry = entries.get(symbol);
      if (entry !== undefined) entry.forming = bar;
    },
    takeClosed(symbol, bar, probability, isLate) {
      const entry = entries.get(symbol);
      if (entry === undefined) return;
      entry.closed = bar;
      entry.probability = probability;
      entry.isLate = isLate;
      if (entry.forming !== undefined && entry.forming.openTime <= bar.openTime) {
        entry.forming = undefined;
      }
    },
    forming: (symbol) => entries.get(symbol)?.forming,
    rows: (now, thresholds, findTrouble = () => undefined) =>
      [...series].map(([symbol, bars]) => {
        const trouble = findTrouble(symbol);
        const row = makeRow(symbol, bars, now, thresholds(symbol));
        return trouble === undefined ? row : { ...row, isStale: true, trouble };
      }),
  };
}

/** The close 24 hours before the last, or the next one where there is a gap; NaN before a day is known. */
function findDayAgo(bars: BarSeries): number {
  const last = bars.lastOpenTime();
  if (last === undefined || bars.at(0).openTime > last - dayMs) return NaN;
  return bars.at(bars.findFrom(last - dayMs)).close;
}

/** Bars of the symbol in view that a page is sent at most. */
export const mostViewBars = 10_000;

/** The probabilities beside a series of bars, as the page draws them. */
export interface ViewTrack {
  /** Adds that of the bar which the series has just got. */
  push(probability: number): void;
  /** Copies of the last bars and their probabilities. */
  copy(): { readonly bars: Bars; readonly probability: Float32Array };
}

/** Returns a track beside a series that has no bar yet. */
export function createViewTrack(series: BarSeries): ViewTrack {
  const probabilities: number[] = [];
  return {
    push(probability) {
      probabilities.push(probability);
      if (probabilities.length > 2 * mostViewBars) {
        probabilities.splice(0, probabilities.length - mostViewBars);
      }
    },
    copy() {
      const end = series.count();
      const length = Math.min(end, probabilities.length, mostViewBars);
      return {
        bars: series.copy({ start: end - length, end }),
        probability: Float32Array.from(probabilities.slice(probabilities.length - length)),
      };
    },
  };
}
