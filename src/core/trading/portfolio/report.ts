import { estimateByDays, resampleDays, sumDrawn } from '../../metrics/bootstrap';
import {
  gatherDailyFigures,
  inferPerformance,
  type PerformanceInference,
} from '../../metrics/daily-figures';
import { type PerformanceReport, reportPerformance } from '../../metrics/performance';
import type { Estimate } from '../../metrics/statistics';
import type { PortfolioRun } from './portfolio';

/** What one symbol added to the account. */
export interface Contribution {
  readonly symbol: string;
  /** Net, dollars, open positions included; the contributions of all symbols are the account's P/L. */
  readonly pnl: Estimate;
  readonly trades: number;
  readonly winRate: number;
  /** Dollars. */
  readonly fees: number;
  /** Share of its bars with an open position. */
  readonly timeInMarket: number;
}

/** How strongly the daily P/L of two symbols goes together. */
export interface SymbolCorrelation {
  readonly symbols: readonly [string, string];
  /** -1 to 1; NaN below five days and where one of them gained and lost nothing. */
  readonly value: Estimate;
}

/** The figures of an account that traded several symbols. */
export interface PortfolioReport {
  readonly performance: PerformanceReport;
  readonly inference: PerformanceInference;
  /** In the order of the members. */
  readonly contributions: readonly Contribution[];
  /** Of each pair of members. */
  readonly correlations: readonly SymbolCorrelation[];
}

/**
 * Returns the figures of a run with 95% intervals. All of them come from the same resamples of the account's days, so that what two
 * symbols did on the same day stays together. `slippageBps` is what was paid a side.
 */
export function reportPortfolioRun(run: PortfolioRun, slippageBps: number): PortfolioReport {
  const { record, trades, members } = run;
  const days = record.dailyEquity.length;
  const resamples = resampleDays(days);
  const daily = members.map(({ dailyProfit }) =>
    dailyProfit.map((profit, day) => profit - (day > 0 ? dailyProfit[day - 1] : 0)),
  );
  const contributions = members.map(({ symbol, record: own }, at): Contribution => {
    const { winRate } = reportPerformance(own);
    return {
      symbol,
      pnl: estimateByDays(resamples, (counts) => sumDrawn(daily[at], counts)),
      trades: own.trades,
      winRate,
      fees: own.feesPaid,
      timeInMarket: own.exposedBars / own.bars,
    };
  });
  const correlations = members.flatMap((one, at) =>
    members.slice(at + 1).map((other, further): SymbolCorrelation => {
      const [a, b] = [daily[at], daily[at + 1 + further]];
      const value = estimateByDays(resamples, (counts) => correlateDrawn(a, b, counts));
      const [low, high] = value.ci;
      const ci = [Math.max(-1, low), Math.min(1, high)] as const;
      return { symbols: [one.symbol, other.symbol], value: { ...value, ci } };
    }),
  );
  return {
    performance: reportPerformance(record),
    inference: inferPerformance(gatherDailyFigures(record, trades, slippageBps)),
    contributions,
    correlations,
  };
}

/** Returns the correlation of two values of each day, each day counted as often as it was drawn; NaN where one is constant. */
function correlateDrawn(a: readonly number[], b: readonly number[], counts: Uint16Array): number {
  const days = counts.length;
  const meanA = sumDrawn(a, counts) / days;
  const meanB = sumDrawn(b, counts) / days;
  let [aa, bb, ab] = [0, 0, 0];
  for (let day = 0; day < days; day++) {
    const [da, db] = [a[day] - meanA, b[day] - meanB];
    aa += counts[day] * da * da;
    bb += counts[day] * db * db;
    ab += counts[day] * da * db;
  }
  return ab / Math.sqrt(aa * bb);
}
