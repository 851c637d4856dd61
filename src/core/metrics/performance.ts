import { performanceMetrics } from './list';
import type { builtInPerformance } from './performance-metrics';
import type { PerformanceRecord } from './performance-record';
import { findTradingDays } from './trading-days';

/** The performance of an account: a number for each of `performanceMetrics`; NaN where undefined. */
export type PerformanceReport = Readonly<
  Record<(typeof builtInPerformance)[number]['name'], number>
>;

/** Returns every figure of an account from its record, in time proportional to its days. */
export function reportPerformance(record: PerformanceRecord): PerformanceReport {
  const { returns, perYear } = findTradingDays(record);
  const run = { record, dailyReturns: returns, daysPerYear: perYear };
  return Object.fromEntries(
    performanceMetrics.map((metric) => [metric.name, metric.compute(run)]),
  ) as PerformanceReport;
}
