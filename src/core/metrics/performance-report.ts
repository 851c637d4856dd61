import { computeAnnualReturn } from './annual-return';
import { computeBreakEvenBps } from './break-even-cost';
import { computeBuyAndHold } from './buy-and-hold';
import { computeCalmar } from './calmar';
import { computeDailyReturns, dayMs, daysPerYear } from './daily-returns';
import { computeExpectancy } from './expectancy';
import { computeExpectedShortfall } from './expected-shortfall';
import { computeExposure } from './exposure';
import { computeKelly } from './kelly';
import type { PerformanceRecord } from './performance-record';
import { computeProfitFactor } from './profit-factor';
import type { PerformanceReport } from './reports';
import { computeSharpe } from './sharpe';
import { computeSortino } from './sortino';
import { computeTotalReturn } from './total-return';
import { computeTurnover } from './turnover';
import { computeValueAtRisk } from './value-at-risk';
import { computeVolatility } from './volatility';
import { computeWinRate } from './win-rate';

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
