import { isDeepStrictEqual } from 'node:util';
import type { PerformanceRecord } from '../src/core/metrics/performance-record';
import { createRandom, deriveSeed } from '../src/core/random';
import { choose } from '../src/core/trading/choice';
import { createEngine, type EngineState, stepThrough } from '../src/core/trading/engine';
import { defaultTradingSettings, type TradingSettings } from '../src/core/trading/settings';
import { probabilityThresholds } from '../src/core/trading/strategies/thresholds';
import { createRandomEntries } from '../src/core/trading/sweep/random-entries';
import { createSweep } from '../src/core/trading/sweep/sweep';
import { generateSampleMarket } from '../src/feeds/sample/sample-market';
import { stepEntries } from '../tests/core/trading/sweep/step-entries';
import { median, roundTo, type BenchResult } from './measure';

/** Out-of-sample bars of 90 days of minutes. */
const sweepBars = 19_440;
/** 50 long by 50 short thresholds. */
const sweepSide = 50;
const placebos = 2_000;
/** Every so many runs, one is compared with `step`. */
const comparedEvery = 101;

/**
 * Backtests by `step`, whose trades are taken away, as by live trading, or kept; the threshold sweep that a person waits for; and the
 * random entries of a placebo test.
 */
export async function* run(): AsyncGenerator<BenchResult> {
  const { bars } = generateSampleMarket({ kind: 'noise', seed: 1 });
  const count = bars.close.length;
  const random = createRandom(2);
  const probability = Float32Array.from({ length: count }, () => 0.5 + 0.03 * random.normal());
  const backtest = (settings: TradingSettings, start = 0): EngineState => {
    const state = createEngine(settings, bars.intervalMs);
    stepThrough(state, bars, probability, { start, end: count });
    return state;
  };
  const balanced = settingsAt(0.52, 0.48);
  // First, since V8 puts trades at once where old objects are, here too, once it has seen a run that keeps them.
  const taken = time(9, () => {
    const state = createEngine(balanced, bars.intervalMs);
    stepThrough(state, bars, probability, { start: 0, end: count }, () => {
      if (state.trades.length > 0) state.trades.splice(0);
    });
  });
  yield { name: 'engine-trades-taken', bars: count, ...rate(count, taken) };
  let trades = 0;
  const kept = time(9, () => {
    trades = backtest(balanced).trades.length;
  });
  yield { name: 'engine', bars: count, trades, ...rate(count, kept) };

  const range = { start: count - sweepBars, end: count };
  const points = Array.from({ length: sweepSide ** 2 }, (_, point) =>
    settingsAt(0.501 + 0.002 * Math.floor(point / sweepSide), 0.499 - 0.002 * (point % sweepSide)),
  );
  let records: PerformanceRecord[] = [];
  const swept = time(5, () => {
    const sweep = createSweep({ bars, probability, range });
    records = points.map((settings) => sweep.run(settings));
  });
  const equalToStep = compare(records, (point) => backtest(points[point], range.start).record);
  yield { name: 'sweep', points: points.length, bars: sweepBars, ...swept, equalToStep };

  const run = backtest(balanced, range.start);
  const draw = createRandomEntries(run.trades, bars, range, balanced);
  const placed = time(5, () => {
    const sweep = createSweep({ bars, probability, range });
    records = Array.from({ length: placebos }, (_, place) =>
      sweep.runEntries(balanced, draw(deriveSeed(3, place))),
    );
  });
  yield {
    name: 'random-entries',
    runs: placebos,
    bars: sweepBars,
    trades: run.trades.length,
    ...placed,
    equalToStep: compare(
      records,
      (place) => stepEntries(bars, range, balanced, draw(deriveSeed(3, place))).record,
    ),
  };
}

/** How long a call takes; processor time is that of all threads, and what other programs lengthen less. */
interface Times {
  readonly seconds: number;
  readonly cpu_seconds: number;
}

/** Returns medians of `runs` timed calls after one warm-up call. */
function time(runs: number, work: () => void): Times {
  work();
  const seconds: number[] = [];
  const cpuSeconds: number[] = [];
  for (let run = 0; run < runs; run++) {
    const from = performance.now();
    const cpuFrom = process.cpuUsage();
    work();
    seconds.push((performance.now() - from) / 1000);
    const { user, system } = process.cpuUsage(cpuFrom);
    cpuSeconds.push((user + system) / 1e6);
  }
  return { seconds: roundTo(median(seconds)), cpu_seconds: roundTo(median(cpuSeconds)) };
}

/** Returns bars a second and a second of the processor. */
function rate(bars: number, { seconds, cpu_seconds }: Times) {
  return { bars_per_s: roundTo(bars / seconds), bars_per_cpu_s: roundTo(bars / cpu_seconds) };
}

function settingsAt(long: number, short: number): TradingSettings {
  const strategy = choose(probabilityThresholds, { long, short });
  return { ...defaultTradingSettings, strategy };
}

/** Returns how many of the records were compared; throws where one differs in any bit. */
function compare(
  records: readonly PerformanceRecord[],
  step: (place: number) => PerformanceRecord,
): number {
  let compared = 0;
  for (let place = 0; place < records.length; place += comparedEvery, compared++) {
    if (isDeepStrictEqual(records[place], step(place))) continue;
    throw new Error(`run ${place} differs from step`);
  }
  return compared;
}
