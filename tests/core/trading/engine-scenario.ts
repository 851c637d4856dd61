import { choose, type Choice } from '../../../src/core/trading/choice';
import { holdExit } from '../../../src/core/trading/exits/hold';
import { oppositeSignalExit } from '../../../src/core/trading/exits/opposite-signal';
import { probabilityThresholds } from '../../../src/core/trading/strategies/thresholds';
import type { Bars } from '../../../src/core/bars/bars';
import type { TradedBars } from '../../../src/core/trading/finer-bars';
import { createEngine, type EngineState, stepThrough } from '../../../src/core/trading/engine';
import { defaultTradingSettings, type TradingSettings } from '../../../src/core/trading/settings';

export const minuteMs = 60_000;
export const startTime = Date.UTC(2024, 0, 1);

/** The strategy by probability alone. */
export function thresholdsAt(long: number, short: number): Choice {
  return choose(probabilityThresholds, { long, short });
}

/** Out after so many bars, and on an opposite signal unless told otherwise. */
export function exitsAfter(bars: number, isOnOpposite = true): readonly Choice[] {
  const hold = choose(holdExit, { bars });
  return isOnOpposite ? [hold, choose(oppositeSignalExit)] : [hold];
}

/** Free of cost, thresholds 0.6 / 0.4, positions of exactly $1,000, held three bars. */
export const plainSettings: TradingSettings = {
  ...defaultTradingSettings,
  strategy: thresholdsAt(0.6, 0.4),
  sizing: { kind: 'fixed', fraction: 0.1 },
  exits: exitsAfter(3),
  feeBps: 0,
  slippageBps: 0,
};

/** Minute bars, each opening a dollar below its close; bars listed in `gapsBefore` come an hour late. */
export function makeBars(closes: readonly number[], gapsBefore: readonly number[] = []): Bars {
  let time = startTime - minuteMs;
  const openTime = closes.map((_, index) => {
    time += gapsBefore.includes(index) ? 60 * minuteMs : minuteMs;
    return time;
  });
  const close = Float64Array.from(closes);
  const open = close.map((price) => price - 1);
  return {
    intervalMs: minuteMs,
    openTime: Float64Array.from(openTime),
    open,
    high: close,
    low: open,
    close,
    volume: new Float64Array(closes.length),
  };
}

/** Probabilities: `L` asks for LONG (0.8), `S` for SHORT (0.2), `.` for nothing, `?` is no opinion. */
export function readProbabilities(letters: string): number[] {
  const meaning: Record<string, number> = { L: 0.8, S: 0.2, '.': 0.5, '?': NaN };
  return [...letters].map((letter) => meaning[letter] ?? NaN);
}

/** The account after all bars. */
export function runEngine(
  bars: TradedBars,
  probability: ArrayLike<number>,
  settings: TradingSettings,
): EngineState {
  const state = createEngine(settings, bars.intervalMs);
  stepThrough(state, bars, probability, { start: 0, end: bars.openTime.length });
  return state;
}
