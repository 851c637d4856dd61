import type { BarRange, Bars } from '../../bars/bars';
import { clipRanges, findSegments } from '../../bars/gaps';
import type { PerformanceRecord } from '../../metrics/performance-record';
import { findEntry, valuesOf } from '../choice';
import { createEngine, stepThrough } from '../engine';
import { countWarmUpBars, createDecider, resolveRules, type TradingRules } from '../rules';
import { defaultTradingSettings, findSettingsProblem, type TradingSettings } from '../settings';
import { strategies } from '../strategies/list';
import { listDecisions } from '../strategies/rule';
import {
  createSignalColumns,
  type SignalColumns,
  type SignalHistory,
} from '../strategies/strategy';
import { createPositionColumns, walkSignals } from './walk-signals';
import { areApart, walkSingle } from './walk-single';
import { type CloseExtremes, type Entries, findExtremes, type WalkedBars } from './walked-bars';

/** Many backtests over the same bars, of which only the figures are wanted. */
interface Sweep {
  /** Returns the record that `step` leaves after all bars; throws on impossible settings. */
  run(settings: TradingSettings): PerformanceRecord;
  /**
   * Returns the record of positions that are opened and closed as `entries` say, whatever strategy, exit rules, min confidence and
   * max positions are in `settings`. Sizes, costs and the time of fills are theirs, and a gap cancels and closes as ever.
   */
  runEntries(settings: TradingSettings, entries: Entries): PerformanceRecord;
}

/**
 * Returns backtests over `range`, each with a fresh account. Where the strategy lists its signals and the exit rules are known
 * (`isPlain`), a run keeps no object for a position or a trade; otherwise `step` runs. The records are the same to the last bit.
 * Throws where bars are out of order.
 */
export function createSweep(history: SignalHistory): Sweep {
  const { bars, probability, range } = history;
  const { walked, untraded } = prepareBars(bars, range);
  const signals = createSignalColumns(range.end - range.start);
  const dailyEquity = new Float64Array(untraded.dailyEquity.length);
  let positions = createPositionColumns(0);
  // Of runs that size and leave alike, so that the rules' functions stay the same ones, which the engine can then inline.
  let last: { readonly settings: TradingSettings; readonly rules: TradingRules } | undefined;
  const resolve = (settings: TradingSettings): TradingRules => {
    const isSame = (name: 'sizing' | 'exits' | 'order' | 'sides' | 'latencyBars' | 'instrument') =>
      last?.settings[name] === settings[name];
    const isSameKind = last?.settings.strategy.kind === settings.strategy.kind;
    if (
      last === undefined ||
      !isSameKind ||
      !(isSame('sizing') && isSame('exits') && isSame('order') && isSame('sides')) ||
      !(isSame('latencyBars') && isSame('instrument'))
    ) {
      last = { settings, rules: resolveRules(settings) };
    }
    return last.rules;
  };
  const walk = (
    settings: TradingSettings,
    rules: TradingRules,
    walkedSignals: SignalColumns | Entries,
    maxPositions: number,
    isSingle: boolean,
  ): PerformanceRecord => {
    const inputs = [walked, settings, rules, walkedSignals] as const;
    if (!isSingle && maxPositions > positions.side.length) {
      positions = createPositionColumns(maxPositions);
    }
    const figures = isSingle
      ? walkSingle(...inputs, dailyEquity)
      : walkSignals(...inputs, positions, dailyEquity);
    const { capital } = settings;
    const record = { ...untraded, ...figures, capital, dailyEquity: [...dailyEquity] };
    const { idleDays } = untraded;
    return idleDays === undefined ? record : { ...record, idleDays: [...idleDays] };
  };
  return {
    run(settings) {
      requireSettings(settings);
      const rules = resolve(settings);
      if (!rules.isPlain || !listSignals(settings, history, signals)) {
        const state = createEngine(settings, bars.intervalMs);
        stepThrough(state, bars, probability, range);
        return state.record;
      }
      return walk(settings, rules, signals, settings.maxPositions, settings.maxPositions === 1);
    },
    runEntries(settings, entries) {
      requireSettings(settings);
      return walk(settings, resolve(settings), entries, entries.count, areApart(entries));
    },
  };
}

/** Writes the signals of `settings` into `out`, without those that a filter refuses; returns false where they depend on positions. */
function listSignals(
  settings: TradingSettings,
  history: SignalHistory,
  out: SignalColumns,
): boolean {
  const { strategy, filter } = settings;
  const entry = findEntry(strategies, strategy.kind);
  if (entry.listSignals === undefined) return false;
  if (filter === undefined) {
    entry.listSignals(valuesOf(entry, strategy), history, out);
    return true;
  }
  if (findEntry(strategies, filter.kind).listSignals === undefined) return false;
  listDecisions(createDecider(settings), countWarmUpBars(settings), history, out);
  return true;
}

function requireSettings(settings: TradingSettings): void {
  const problem = findSettingsProblem(settings);
  if (problem !== undefined) throw new Error(problem);
}

/** Steps an account that never trades through the bars, and notes where days end and where bars are missing. */
function prepareBars(
  bars: Bars,
  range: BarRange,
): { readonly walked: WalkedBars; readonly untraded: PerformanceRecord } {
  const state = createEngine(defaultTradingSettings, bars.intervalMs);
  const { dailyEquity } = state.record;
  const dayEnds: number[] = [];
  stepThrough(state, bars, [], range, (index) => {
    while (dayEnds.length < dailyEquity.length - 1) dayEnds.push(index - 1);
  });
  while (dayEnds.length < dailyEquity.length) dayEnds.push(range.end - 1);
  const segments = clipRanges(findSegments(bars), range).slice(1);
  let extremes: CloseExtremes | undefined;
  const walked: WalkedBars = {
    open: bars.open,
    close: bars.close,
    range,
    gaps: Int32Array.from([...segments.map(({ start }) => start), range.end]),
    dayEnds: Int32Array.from([...dayEnds, range.end]),
    extremes: () => (extremes ??= findExtremes(bars.close, range)),
  };
  return { walked, untraded: state.record };
}
