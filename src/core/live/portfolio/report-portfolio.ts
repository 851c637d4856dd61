import {
  createPerformanceRecord,
  recordBar,
  type PerformanceRecord,
} from '../../metrics/performance-record';
import { reportPerformance } from '../../metrics/performance-report';
import type { PerformanceReport } from '../../metrics/reports';
import type { PortfolioCurve } from './combine-equity';
import type { PaperRun } from './paper-run';

/**
 * Returns every figure of several accounts together, as of their last bars.
 *
 * Money and trades are added up: `bars` and exposure count the bars of all accounts, buy & hold is
 * that of each symbol weighted by capital. `pnlFraction` is the profit over all capital. What is made
 * of returns (Sharpe, Sortino, volatility, drawdown, Calmar, VaR, CVaR) is that of the time-weighted
 * curve, so that an account that joins later is no gain.
 */
export function reportPortfolio(
  runs: readonly PaperRun[],
  curve: PortfolioCurve,
): PerformanceReport {
  const records = runs.map(({ state }) => state.engine.record);
  const money = reportPerformance(addRecords(records));
  const { sharpe, sortino, volatilityFraction, maxDrawdownFraction, calmar, ...risk } =
    reportPerformance(recordUnitValue(records, curve));
  return {
    ...money,
    sharpe,
    sortino,
    volatilityFraction,
    maxDrawdownFraction,
    calmar,
    var95Fraction: risk.var95Fraction,
    cvar95Fraction: risk.cvar95Fraction,
    buyHoldFraction: holdAll(records),
  };
}

const added = [
  'bars',
  'exposedBars',
  'equity',
  'trades',
  'wins',
  'losses',
  'grossProfit',
  'grossLoss',
  'tradedValue',
  'feesPaid',
  'slippagePaid',
] as const satisfies readonly (keyof PerformanceRecord)[];

function addRecords(records: readonly PerformanceRecord[]): PerformanceRecord {
  const sumOf = (name: (typeof added)[number] | 'capital') =>
    records.reduce((sum, record) => sum + record[name], 0);
  const all = createPerformanceRecord(sumOf('capital'), 0);
  for (const name of added) all[name] = sumOf(name);
  return all;
}

/** The curve as an account of one dollar, on the UTC days on which its bars begin. */
function recordUnitValue(
  records: readonly PerformanceRecord[],
  { time, unitValue }: PortfolioCurve,
): PerformanceRecord {
  const intervalMs = Math.min(...records.map((record) => record.intervalMs));
  const all = createPerformanceRecord(1, intervalMs);
  const bar = { openTime: 0, open: 1, close: 1 };
  time.forEach((close, index) => {
    bar.openTime = close - intervalMs;
    recordBar(all, bar, unitValue[index] ?? NaN, false);
  });
  return all;
}

function holdAll(records: readonly PerformanceRecord[]): number {
  let capital = 0;
  let worth = 0;
  for (const record of records) {
    if (record.bars === 0) continue;
    capital += record.capital;
    worth += record.capital * (record.lastClose / record.firstOpen);
  }
  return worth / capital - 1;
}
