import type { Bars, EpochMs } from '../bars/bars';
import type { BootstrapOptions } from '../metrics/bootstrap';
import {
  gatherDailyFigures,
  inferDifference,
  inferPerformance,
  type PerformanceDifference,
  type PerformanceInference,
} from '../metrics/daily-figures';
import { type PerformanceReport, reportPerformance } from '../metrics/performance';
import { type OutOfSample, OutOfSampleError, spanBars } from '../out-of-sample';
import { createEngine, stepThrough } from '../trading/engine';
import type { TradedBars } from '../trading/finer-bars';
import type { TradingSettings } from '../trading/settings';

/** What trades: a model's out-of-sample probabilities, by some settings. */
interface ComparedRun {
  /** The bars with the decisions of a person's own rule, where that is the strategy. */
  readonly bars?: TradedBars;
  readonly outOfSample: OutOfSample;
  readonly settings: TradingSettings;
}

/** One of several runs over the same bars. */
interface RunFigures {
  readonly report: PerformanceReport;
  readonly inference: PerformanceInference;
  /** At the closes of `RunComparison.time`. */
  readonly equity: Float64Array;
  /** How much better it was than each run, itself included, in the order given. */
  readonly over: readonly PerformanceDifference[];
}

/** Runs beside each other. */
export interface RunComparison {
  /** Open time of the first and of the last bar that all of them trade. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly days: number;
  /** Open times of up to 800 bars, evenly spaced, the last one included. */
  readonly time: Float64Array;
  readonly runs: readonly RunFigures[];
}

const maxPoints = 800;

/**
 * Returns how several configurations or models do on the bars that none of their models has seen, each with a fresh account, so that
 * all figures are about the same bars; where finer bars of these are known for one run, all are traded by them. Differences are paired by days (`inferDifference`). Throws `OutOfSampleError` where
 * there is no such bar.
 */
export function compareRuns(
  bars: Bars,
  runs: readonly ComparedRun[],
  options: BootstrapOptions = {},
): RunComparison {
  const spans = runs.map(({ outOfSample }) => spanBars(outOfSample));
  const start = Math.max(...spans.map((span) => span.start));
  const end = Math.min(...spans.map((span) => span.end));
  if (!(end > start)) {
    throw new OutOfSampleError('These models share no bar that none of them has seen.');
  }
  const count = Math.min(maxPoints, end - start);
  const points = Float64Array.from({ length: count }, (_, at) =>
    Math.round(end - 1 - ((count - 1 - at) * (end - 1 - start)) / Math.max(1, count - 1)),
  );
  // Those that the library has of one run's bars cover the bars of all.
  const finer = runs.find((run) => run.bars?.finer !== undefined)?.bars?.finer;
  const traded = runs.map(({ bars: own = bars, outOfSample, settings }) => {
    const decided = finer === undefined ? own : { ...own, finer };
    const account = createEngine(settings, bars.intervalMs);
    const equity = new Float64Array(count);
    let next = 0;
    stepThrough(account, decided, outOfSample.probability, { start, end }, (index) => {
      if (points[next] === index) equity[next++] = account.record.equity;
    });
    const { record, trades } = account;
    const daily = gatherDailyFigures(record, trades, settings.slippageBps);
    return { report: reportPerformance(record), equity, daily };
  });
  return {
    from: bars.openTime[start],
    to: bars.openTime[end - 1],
    days: traded[0].daily.returns.length,
    time: points.map((point) => bars.openTime[point]),
    runs: traded.map(({ report, equity, daily }) => ({
      report,
      equity,
      inference: inferPerformance(daily, options),
      over: traded.map((other) => inferDifference(daily, other.daily, options)),
    })),
  };
}
