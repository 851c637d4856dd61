import { choose } from '../src/core/trading/choice';
import { probabilityThresholds } from '../src/core/trading/strategies/thresholds';
import { createEngine, stepThrough } from '../src/core/trading/engine';
import { defaultTradingSettings } from '../src/core/trading/settings';
import { createRandom } from '../src/core/random';
import { generateSampleMarket } from '../src/feeds/sample/sample-market';
import { measure, median, roundTo, type BenchResult } from './measure';

/** Out-of-sample bars of 90 days of minutes. */
const sweepBars = 19_440;
/** 50 long by 50 short thresholds. */
const sweepSide = 50;

/** Backtests a second, and the threshold sweep that a person waits for. */
export async function* run(): AsyncGenerator<BenchResult> {
  const { bars } = generateSampleMarket({ kind: 'noise', seed: 1 });
  const count = bars.close.length;
  const random = createRandom(2);
  const probability = Float32Array.from({ length: count }, () => 0.5 + 0.03 * random.normal());
  const backtest = (long: number, short: number, start: number): number => {
    const strategy = choose(probabilityThresholds, { long, short });
    const settings = { ...defaultTradingSettings, strategy };
    const state = createEngine(settings, bars.intervalMs);
    stepThrough(state, bars, probability, { start, end: count });
    return state.trades.length;
  };
  let trades = 0;
  const ms = median(
    measure(9, () => {
      trades = backtest(0.52, 0.48, 0);
    }),
  );
  yield { name: 'engine', bars: count, trades, bars_per_s: roundTo((1000 * count) / ms) };

  const [sweepMs] = measure(1, () => {
    for (let long = 0; long < sweepSide; long++) {
      for (let short = 0; short < sweepSide; short++) {
        backtest(0.501 + 0.002 * long, 0.499 - 0.002 * short, count - sweepBars);
      }
    }
  });
  const points = sweepSide ** 2;
  yield { name: 'sweep', points, bars: sweepBars, seconds: roundTo(sweepMs / 1000) };
}
