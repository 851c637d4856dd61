import { type Bars, countBars, sliceBars } from '../../../src/core/bars/bars';
import { computeFeatures } from '../../../src/core/features/compute';
import { computeDeviation, computeMean } from '../../../src/core/metrics/statistics';
import {
  gatherStability,
  measureShift,
  type StabilityReference,
} from '../../../src/core/metrics/stability-limits';
import { dayBars } from './stationary-markets';

/** Days that a model was made with, as the usual 90 are split, and days that come after. */
export interface DriftDays {
  readonly train: number;
  readonly validation: number;
  readonly test: number;
  readonly live: number;
}

export const usualDays: DriftDays = { train: 63, validation: 13, test: 14, live: 7 };

export interface DriftLooks {
  /** Of each live day, looked at alone as when one connects: whether anything has shifted. */
  readonly days: readonly boolean[];
  /** Returns the days of growing live bars, to the hour, at which the first shift shows; Infinity where none does. */
  findFirstShiftDays(): number;
}

/**
 * Returns what upkeep says of live days, from limits that are gathered as it gathers them. A function of
 * the features stands for the probability.
 */
export function lookForDrift(bars: Bars, { train, validation, test }: DriftDays): DriftLooks {
  const features = computeFeatures(bars).columns;
  const trained = computeFeatures(sliceBars(bars, { start: 0, end: train * dayBars })).columns;
  const probability = imitateProbability(bars, train * dayBars);
  const testStart = (train + validation) * dayBars;
  const liveStart = testStart + test * dayBars;
  const { references, persistence } = gatherStability(trained, dayBars);
  const tested = gatherStability(
    [probability.slice(testStart, liveStart)],
    dayBars,
    persistence,
  ).references;
  const columns = [...features, probability];
  const all = [...references, ...tested];
  const look = (start: number, end: number): boolean =>
    columns.some((values, column) => isShifted(all[column], values.subarray(start, end)));
  const liveDays = Math.floor((countBars(bars) - liveStart) / dayBars);
  const days = Array.from({ length: liveDays }, (_, day) =>
    look(liveStart + day * dayBars, liveStart + (day + 1) * dayBars),
  );
  return {
    days,
    findFirstShiftDays() {
      let hours = 24;
      while (hours <= 24 * liveDays && !look(liveStart, liveStart + hours * 60)) hours++;
      return hours > 24 * liveDays ? Infinity : hours / 24;
    },
  };
}

function isShifted(reference: StabilityReference | undefined, values: Float64Array): boolean {
  if (reference === undefined) return false;
  const { psi, limit } = measureShift(reference, values);
  return psi > limit;
}

/** Leans on momentum, trend and volatility, each in deviations of the training bars. */
function imitateProbability(bars: Bars, trainBars: number): Float64Array {
  const { columns } = computeFeatures(bars, ['ret_5', 'trend', 'vol_60']);
  const [momentum, trend, volatility] = columns.map((values) => {
    const known = values.subarray(0, trainBars).filter((value) => !Number.isNaN(value));
    const [mean, deviation] = [computeMean(known), computeDeviation(known)];
    return values.map((value) => Math.tanh((value - mean) / deviation));
  });
  return momentum.map((value, i) => 0.5 + 0.02 * value + 0.01 * trend[i] + 0.005 * volatility[i]);
}
