import type { Metric } from './metric';
import type { PerformanceRecord } from './performance-record';

/** What the figures of an account are computed from. */
export interface PerformanceRun {
  readonly record: PerformanceRecord;
  /** Fraction gained on each UTC day on which the market was open. */
  readonly dailyReturns: Float64Array;
  /** Such days of a year: 365 for markets that never close, else those that the data has. */
  readonly daysPerYear: number;
}

/** One figure of an account. */
export interface PerformanceMetric<Name extends string = string> extends Metric<
  Name,
  PerformanceRun,
  {
    readonly trades: number;
    readonly wins: number;
    readonly losses: number;
    readonly daysPerYear: number;
    readonly tradingDays: number;
  }
> {
  /** Set for a figure made of returns: for several accounts it is computed from their time-weighted returns. */
  readonly basis?: 'returns';
}

/** Keeps the literal type of the name. */
export function entry<const Name extends string>(metric: PerformanceMetric<Name>) {
  return metric;
}
