import type { Bar, EpochMs } from '../core/bars/bars';
import { isNextOverdue } from './market/exchange-time';
import type { BarSeries } from './market/bar-series';
import type { Position } from '../core/trading/positions';
import { followDecision } from '../core/trading/own-rule/decisions';
import { findRuleText } from '../core/trading/own-rule/rule-input';
import { createDecider, formOpinion, resolveRules } from '../core/trading/rules';
import { defaultTradingSettings, type TradingSettings } from '../core/trading/settings';
import { nameSignal } from '../core/trading/strategies/strategy';
import type { WatchRow } from './events';

/** The rows of the watch list. */
interface WatchRows {
  takeForming(symbol: string, bar: Bar): void;
  /** `isLate`: the bar arrived too late for an order. */
  takeClosed(symbol: string, bar: Bar, probability: number, isLate: boolean): void;
  /** Returns the forming bar; undefined before its first message. */
  forming(symbol: string): Bar | undefined;
  /** `trader` returns whose strategy makes the signal; `trouble` returns why a symbol has no new bars. */
  rows(
    now: WatchTime,
    trader: (symbol: string) => Trader | undefined,
    trouble?: (symbol: string) => string | undefined,
  ): WatchRow[];
}

/** The time of the rows, and whether the connection is live then. */
interface WatchTime {
  readonly at: EpochMs;
  readonly isLive: boolean;
}

/** The account whose strategy makes a symbol's signal. */
export interface Trader {
  readonly settings: TradingSettings;
  readonly positions: readonly Position[];
  /** The last bar that it traded. */
  readonly lastOpenTime?: EpochMs | undefined;
  /** What the person's own rule decided there. */
  readonly decision?: number | undefined;
}

const noTrader: Trader = { settings: defaultTradingSettings, positions: [] };

/** The signal of a closed bar. */
type ShownSignal = Pick<WatchRow, 'signal' | 'probability' | 'confidence' | 'signalTime'>;

interface Entry {
  forming: Bar | undefined;
  closed: Bar | undefined;
  probability: number;
  isLate: boolean;
  /** The last that was shown. */
  signal: ShownSignal;
}

const noSignal: ShownSignal = {
  signal: 'NEUTRAL',
  probability: NaN,
  confidence: NaN,
  signalTime: undefined,
};
const dayMs = 86_400_000;
const sparklineBars = 60;

/** Returns the rows of the symbols in `series`. */
export function createWatchRows(series: ReadonlyMap<string, BarSeries>): WatchRows {
  const entries = new Map<string, Entry>();
  for (const symbol of series.keys()) {
    entries.set(symbol, {
      forming: undefined,
      closed: undefined,
      probability: NaN,
      isLate: false,
      signal: noSignal,
    });
  }
  const makeRow = (
    symbol: string,
    bars: BarSeries,
    { at, isLive }: WatchTime,
    trader = noTrader,
  ): WatchRow => {
    const entry = entries.get(symbol);
    const { forming, closed, isLate = false } = entry ?? {};
    const price = forming?.close ?? closed?.close ?? NaN;
    const count = bars.count();
    const start = Math.max(0, count - sparklineBars);
    const signal = entry === undefined ? noSignal : findSignal(bars, entry, trader);
    if (entry !== undefined) entry.signal = signal;
    const ageMs = closed === undefined ? 0 : at - (closed.openTime + bars.intervalMs);
    return {
      symbol,
      price,
      change: price / findDayAgo(bars) - 1,
      sparkline: bars.copy({ start, end: count }).close,
      ...signal,
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
    rows: (now, findTrader, findTrouble = () => undefined) =>
      [...series].map(([symbol, bars]) => {
        const trouble = findTrouble(symbol);
        const row = makeRow(symbol, bars, now, findTrader(symbol));
        return trouble === undefined ? row : { ...row, isStale: true, trouble };
      }),
  };
}

/**
 * Returns the signal of the closed bar. While a person's own rule is asked about it, that is the last one that was shown, so that it does
 * not turn to and fro at each bar.
 */
function findSignal(
  bars: BarSeries,
  { closed, probability, signal }: Entry,
  { settings, positions, lastOpenTime, decision }: Trader,
): ShownSignal {
  const isRule = findRuleText(settings) !== undefined;
  if (isRule && closed?.openTime !== lastOpenTime) return signal;
  const { openTime = NaN, open = NaN, high = NaN, low = NaN, close = NaN } = closed ?? {};
  const bar = { index: bars.count() - 1, openTime, open, high, low, close };
  const rules = resolveRules(settings);
  const past = bars.past(bars.find(openTime), rules.warmUpBars);
  const strategy =
    decision === undefined ? rules.strategy : createDecider(settings, followDecision(decision));
  const known = { bar, probability, positions, past };
  const { side, confidence } = formOpinion({ ...rules, strategy }, known);
  return { signal: nameSignal(side), probability, confidence, signalTime: closed?.openTime };
}

/** Returns the close 24 hours before the last bar, or the next one after a gap; NaN with less than a day of bars. */
function findDayAgo(bars: BarSeries): number {
  const last = bars.lastOpenTime();
  if (last === undefined || bars.at(0).openTime > last - dayMs) return NaN;
  return bars.at(bars.findFrom(last - dayMs)).close;
}
