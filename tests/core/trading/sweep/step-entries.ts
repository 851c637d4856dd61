import type { BarRange, Bars } from '../../../../src/core/bars/bars';
import { createEngine, type EngineState, step } from '../../../../src/core/trading/engine';
import { resolveRules, type TradingRules } from '../../../../src/core/trading/rules';
import type { TradingSettings } from '../../../../src/core/trading/settings';
import type { Entries } from '../../../../src/core/trading/sweep/walked-bars';

/**
 * The account after `step` with a strategy that makes the signals of `entries`, at most one a bar, and a rule that closes each
 * position after its own bars.
 */
export function stepEntries(
  bars: Bars,
  range: BarRange,
  wanted: TradingSettings,
  entries: Entries,
): EngineState {
  const settings = { ...wanted, minConfidence: 0, maxPositions: 10 };
  const rowOf = new Map<number, number>();
  for (let row = 0; row < entries.count; row++) rowOf.set(entries.index[row], row);
  if (rowOf.size !== entries.count) throw new Error('two entries of one bar');
  const valueOf = (column: ArrayLike<number>, index: number): number =>
    column[rowOf.get(index) ?? -1] ?? 0;
  // A rule of closes is followed one bar later where orders fill at the next open.
  const delay = settings.fillAt === 'next-open' ? 1 : 0;
  const rules: TradingRules = {
    ...resolveRules(settings),
    strategy: {
      decide: ({ bar }) => valueOf(entries.side, bar.index) as 1 | -1 | 0,
      measureConfidence: ({ bar }) => valueOf(entries.confidence, bar.index),
    },
    warmUpBars: 0,
    maxBars: Infinity,
    isOnOppositeSignal: false,
    closeChecks: [
      {
        reason: 'own',
        leaves: ({ signalIndex, entryIndex }, { index }) =>
          index - entryIndex >= valueOf(entries.holdBars, signalIndex) - delay,
      },
    ],
  };
  const state = createEngine(settings, bars.intervalMs);
  for (let index = range.start; index < range.end; index++) {
    const [openTime, open] = [bars.openTime[index], bars.open[index]];
    const [high, low, close] = [bars.high[index], bars.low[index], bars.close[index]];
    step(state, { index, openTime, open, high, low, close }, NaN, rules);
  }
  return state;
}
