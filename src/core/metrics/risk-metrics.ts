import { entry, type PerformanceRun } from './performance-metric';
import type { PerformanceRecord } from './performance-record';
import {
  computeAnnualReturn,
  computeCalmar,
  computeExpectedShortfall,
  computeSharpe,
  computeSortino,
  computeTotalReturn,
  computeValueAtRisk,
  computeVolatility,
  dayMs,
  daysPerYear,
} from './risk';

/** Trading days below which an annual figure says nothing. */
export const minAnnualDays = 30;

/** Figures of an account that are made of its daily returns, in the order of the page. */
export const riskMetrics = [
  entry({
    name: 'daysPerYear',
    metric: 'days-per-year',
    label: 'Days a year',
    unit: 'count',
    meaning: 'Days on which the market is open, which annual figures are made of',
    formula: '365, or what the data has where its market closes on some days of the week',
    caution: 'Read from the days that the data has; a file with missing days may say too few.',
    better: 'neither',
    place: 'more',
    basis: 'returns',
    compute: (run) => run.daysPerYear,
  }),
  entry({
    name: 'tradingDays',
    metric: 'trading-days',
    label: 'Trading days',
    unit: 'count',
    meaning: 'Days of the run on which the market was open',
    formula: 'days with a daily return',
    caution: 'Days are what figures of risk are made of; below 30 an annual figure says nothing.',
    better: 'neither',
    place: 'more',
    basis: 'returns',
    compute: ({ dailyReturns }) => dailyReturns.length,
  }),
  entry({
    name: 'sharpe',
    metric: 'sharpe',
    label: 'Sharpe',
    unit: 'ratio',
    meaning: 'Annual return for each unit of risk',
    formula: 'mean / deviation of daily returns x sqrt(days a year)',
    caution:
      'Not below 30 days, and not as the best of many tries: its error in a year of days is about 1. Returns that are not normal or depend on each other make it look better.',
    better: 'higher',
    isResult: true,
    place: 'main',
    basis: 'returns',
    minDays: minAnnualDays,
    note: noteDays,
    compute: (run) => computeSharpe(run.dailyReturns, run.daysPerYear),
  }),
  entry({
    name: 'sortino',
    metric: 'sortino',
    label: 'Sortino',
    unit: 'ratio',
    meaning: 'Annual return for each unit of downside risk',
    formula: 'mean / downside deviation of daily returns x sqrt(days a year)',
    caution: 'With few losing days its denominator is chance, and it is very high.',
    better: 'higher',
    isResult: true,
    place: 'main',
    basis: 'returns',
    minDays: minAnnualDays,
    note: noteDays,
    compute: (run) => computeSortino(run.dailyReturns, run.daysPerYear),
  }),
  entry({
    name: 'maxDrawdownFraction',
    metric: 'max-drawdown',
    label: 'Max drawdown',
    unit: 'fraction',
    meaning: 'Deepest fall below the highest equity so far',
    formula: 'min(equity / highest equity - 1)',
    caution:
      'The worst so far of one path: the longer the run, the deeper it gets, and the next one can be deeper.',
    better: 'higher',
    place: 'main',
    basis: 'returns',
    compute: ({ record }) => record.maxDrawdownFraction,
  }),
  entry({
    name: 'var95Fraction',
    metric: 'var-95',
    label: 'VaR 95% day',
    unit: 'fraction',
    meaning: 'Daily loss that one day in twenty exceeds',
    formula: '-5% quantile of daily returns',
    caution:
      'It says nothing of how bad the worst day in twenty is, and takes tomorrow to be like the days of the run.',
    better: 'lower',
    place: 'main',
    basis: 'returns',
    minDays: 60,
    compute: ({ dailyReturns }) => computeValueAtRisk(dailyReturns),
  }),
  entry({
    name: 'calmar',
    metric: 'calmar',
    label: 'Calmar',
    unit: 'ratio',
    meaning: 'Annual growth over the deepest fall',
    formula: 'CAGR / -max drawdown',
    caution: 'It rests on one fall and one growth; over a short run both are chance.',
    better: 'higher',
    isResult: true,
    place: 'more',
    basis: 'returns',
    minDays: minAnnualDays,
    compute: computeRunCalmar,
  }),
  entry({
    name: 'volatilityFraction',
    metric: 'volatility',
    label: 'Volatility, year',
    unit: 'fraction',
    meaning: 'How much returns vary in a year',
    formula: 'deviation of daily returns x sqrt(days a year)',
    caution: 'Calm days come together: a quiet run says little of a wild year.',
    better: 'lower',
    place: 'more',
    basis: 'returns',
    minDays: minAnnualDays,
    note: noteDays,
    compute: (run) => computeVolatility(run.dailyReturns, run.daysPerYear),
  }),
  entry({
    name: 'cvar95Fraction',
    metric: 'cvar-95',
    label: 'CVaR 95% day',
    unit: 'fraction',
    meaning: 'Mean loss of the days at or beyond the value at risk',
    formula: '-mean of daily returns up to their 5% quantile',
    caution: 'A mean of few days: in 60 days, of three.',
    better: 'lower',
    place: 'more',
    basis: 'returns',
    minDays: 60,
    compute: ({ dailyReturns }) => computeExpectedShortfall(dailyReturns),
  }),
] as const;

/** Beside an annual figure of a market that closes: "252 days a year". */
function noteDays({ daysPerYear: days }: { readonly daysPerYear: number }): string | undefined {
  return days === daysPerYear ? undefined : `${days} days a year`;
}

function computeRunCalmar({ record }: PerformanceRun): number {
  const gained = computeTotalReturn(record.capital, record.equity);
  return computeCalmar(
    computeAnnualReturn(gained, measureYears(record)),
    record.maxDrawdownFraction,
  );
}

/** Length of the run in years; NaN below one day, which is too short for an annual figure. */
function measureYears(record: PerformanceRecord): number {
  const elapsedMs = record.lastOpenTime + record.intervalMs - record.firstOpenTime;
  return elapsedMs >= dayMs ? elapsedMs / (daysPerYear * dayMs) : NaN;
}
