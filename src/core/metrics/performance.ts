import {
  computeAnnualReturn,
  computeCalmar,
  computeDailyReturns,
  computeExpectedShortfall,
  computeSharpe,
  computeSortino,
  computeTotalReturn,
  computeValueAtRisk,
  computeVolatility,
  dayMs,
  daysPerYear,
} from './risk';
import type { PerformanceRecord } from './performance-record';

/** The account after a run; fractions, dollars and bps as named. NaN where undefined. */
export interface PerformanceReport {
  readonly bars: number;
  readonly equity: number;
  readonly pnl: number;
  readonly pnlFraction: number;
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly winRate: number;
  readonly sharpe: number;
  readonly sortino: number;
  readonly volatilityFraction: number;
  /** Negative or 0. */
  readonly maxDrawdownFraction: number;
  readonly calmar: number;
  /** Daily, historical, positive = loss. */
  readonly var95Fraction: number;
  readonly cvar95Fraction: number;
  readonly profitFactor: number;
  /** Mean net profit of a trade, dollars. */
  readonly expectancy: number;
  readonly averageWin: number;
  /** Negative. */
  readonly averageLoss: number;
  /** Share of bars with an open position. */
  readonly exposureFraction: number;
  /** Traded value over starting capital. */
  readonly turnover: number;
  readonly feesPaid: number;
  readonly slippagePaid: number;
  /** Cost a side, fee and slippage together, at which the run would end at 0. */
  readonly breakEvenBps: number;
  readonly buyHoldFraction: number;
  /** Kelly fraction f* = W - (1 - W) / R, not clipped. */
  readonly kellyFraction: number;
}

/** Returns every figure of the account behind `record`, in time proportional to its days. */
export function reportPerformance(record: PerformanceRecord): PerformanceReport {
  const { capital, equity, trades, wins, losses, grossProfit, grossLoss } = record;
  const pnl = equity - capital;
  const pnlFraction = computeTotalReturn(capital, equity);
  const daily = computeDailyReturns(record.dailyEquity, capital);
  const winRate = computeWinRate(wins, trades);
  const averageWin = grossProfit / wins;
  const averageLoss = -grossLoss / losses;
  const costsPaid = record.feesPaid + record.slippagePaid;
  return {
    bars: record.bars,
    equity,
    pnl,
    pnlFraction,
    trades,
    wins,
    losses,
    winRate,
    sharpe: computeSharpe(daily),
    sortino: computeSortino(daily),
    volatilityFraction: computeVolatility(daily),
    maxDrawdownFraction: record.maxDrawdownFraction,
    calmar: computeCalmar(
      computeAnnualReturn(pnlFraction, measureYears(record)),
      record.maxDrawdownFraction,
    ),
    var95Fraction: computeValueAtRisk(daily),
    cvar95Fraction: computeExpectedShortfall(daily),
    profitFactor: computeProfitFactor(grossProfit, grossLoss),
    expectancy: computeExpectancy(grossProfit, grossLoss, trades),
    averageWin,
    averageLoss,
    exposureFraction: computeExposure(record.exposedBars, record.bars),
    turnover: computeTurnover(record.tradedValue, capital),
    feesPaid: record.feesPaid,
    slippagePaid: record.slippagePaid,
    breakEvenBps: computeBreakEvenBps(pnl, costsPaid, record.tradedValue),
    buyHoldFraction: computeBuyAndHold(record.firstOpen, record.lastClose),
    kellyFraction: computeKelly(winRate, averageWin, averageLoss),
  };
}

/** NaN below one day, from which a year cannot be told. */
function measureYears(record: PerformanceRecord): number {
  const elapsedMs = record.lastOpenTime + record.intervalMs - record.firstOpenTime;
  return elapsedMs >= dayMs ? elapsedMs / (daysPerYear * dayMs) : NaN;
}

/** Returns the share of trades with a net profit above 0, `wins / trades`; NaN without a trade. */
export function computeWinRate(wins: number, trades: number): number {
  return wins / trades;
}

/** Returns dollars won for a dollar lost, `grossProfit / grossLoss`; Infinity without a loss, NaN without either. */
export function computeProfitFactor(grossProfit: number, grossLoss: number): number {
  return grossProfit / grossLoss;
}

/** Returns the mean net profit of a trade in dollars, `(grossProfit - grossLoss) / trades`; NaN without a trade. */
export function computeExpectancy(grossProfit: number, grossLoss: number, trades: number): number {
  return (grossProfit - grossLoss) / trades;
}

/** Returns the share of bars at whose close a position was open; NaN without a bar. */
export function computeExposure(exposedBars: number, bars: number): number {
  return exposedBars / bars;
}

/** Returns how often the starting capital was traded, both sides counted: `tradedValue / capital`. */
export function computeTurnover(tradedValue: number, capital: number): number {
  return tradedValue / capital;
}

/**
 * Returns the cost a side, fee and slippage together, at which the run would have ended at 0, in
 * bps of the traded value: `(pnl + costsPaid) / tradedValue x 10000`. Negative if the run loses even
 * when free; NaN without a fill.
 *
 * Sizes are taken as they were, which neglects that dearer trading leaves less to trade with.
 */
export function computeBreakEvenBps(pnl: number, costsPaid: number, tradedValue: number): number {
  return ((pnl + costsPaid) / tradedValue) * 10_000;
}

/** Returns the fraction gained by holding from the first bar's open to the last bar's close, free of cost. */
export function computeBuyAndHold(firstOpen: number, lastClose: number): number {
  return lastClose / firstOpen - 1;
}

/**
 * Returns the Kelly fraction `f* = W - (1 - W) / R`, with `R = averageWin / -averageLoss`; negative
 * where betting loses, NaN until there are both a win and a loss.
 *
 * Kelly (1956), "A New Interpretation of Information Rate"; this form after Thorp (2006).
 */
export function computeKelly(winRate: number, averageWin: number, averageLoss: number): number {
  return winRate - (1 - winRate) / (averageWin / -averageLoss);
}
