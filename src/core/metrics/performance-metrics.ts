import type { Metric } from './metric';
import { averageShares, type PerformanceRecord } from './performance-record';
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
import {
  computeBreakEvenBps,
  computeBuyAndHold,
  computeExpectancy,
  computeExposure,
  computeKelly,
  computeProfitFactor,
  computeTurnover,
  computeWinRate,
} from './trade-figures';

/** What the figures of an account are computed from. */
interface PerformanceRun {
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
  }
> {
  /** Set for a figure made of returns: for several accounts it is computed from their time-weighted returns. */
  readonly basis?: 'returns';
}

/** The figures of every account, in the order of the page. */
export const builtInPerformance = [
  entry({
    name: 'bars',
    metric: 'bars',
    label: 'Bars',
    unit: 'count',
    meaning: 'Bars that the account saw',
    formula: 'bars',
    better: 'neither',
    compute: ({ record }) => record.bars,
  }),
  entry({
    name: 'equity',
    metric: 'equity',
    label: 'Equity',
    unit: 'money',
    meaning: 'Balance and open positions at the last close',
    formula: 'balance + sum of open gains',
    better: 'higher',
    compute: ({ record }) => record.equity,
  }),
  entry({
    name: 'pnl',
    metric: 'pnl',
    label: 'P/L',
    unit: 'money',
    meaning: 'Net profit',
    formula: 'equity - capital',
    better: 'higher',
    isResult: true,
    compute: ({ record }) => record.equity - record.capital,
  }),
  entry({
    name: 'pnlFraction',
    metric: 'pnl-fraction',
    label: 'Return',
    unit: 'fraction',
    meaning: 'Net profit over the starting capital',
    formula: 'equity / capital - 1',
    better: 'higher',
    isResult: true,
    compute: ({ record }) => computeTotalReturn(record.capital, record.equity),
  }),
  entry({
    name: 'winRate',
    metric: 'win-rate',
    label: 'Win rate',
    unit: 'fraction',
    digits: 1,
    meaning: 'Share of trades with a net profit',
    formula: 'wins / trades',
    better: 'higher',
    place: 'main',
    note: ({ trades, wins, losses }) => (trades > 0 ? `${wins}W ${losses}L` : undefined),
    compute: ({ record }) => computeWinRate(record.wins, record.trades),
  }),
  entry({
    name: 'trades',
    metric: 'trades',
    label: 'Total trades',
    unit: 'count',
    meaning: 'Closed positions',
    formula: 'trades',
    better: 'neither',
    place: 'main',
    compute: ({ record }) => record.trades,
  }),
  entry({
    name: 'wins',
    metric: 'wins',
    label: 'Wins',
    unit: 'count',
    meaning: 'Trades with a net profit',
    formula: 'trades with P/L > 0',
    better: 'higher',
    compute: ({ record }) => record.wins,
  }),
  entry({
    name: 'losses',
    metric: 'losses',
    label: 'Losses',
    unit: 'count',
    meaning: 'Trades with a net loss',
    formula: 'trades with P/L < 0',
    better: 'lower',
    compute: ({ record }) => record.losses,
  }),
  entry({
    name: 'daysPerYear',
    metric: 'days-per-year',
    label: 'Days a year',
    unit: 'count',
    meaning: 'Days on which the market is open, which annual figures are made of',
    formula: '365, or what the data has where its market closes on some days of the week',
    better: 'neither',
    place: 'more',
    basis: 'returns',
    compute: (run) => run.daysPerYear,
  }),
  entry({
    name: 'sharpe',
    metric: 'sharpe',
    label: 'Sharpe',
    unit: 'ratio',
    meaning: 'Annual return for each unit of risk',
    formula: 'mean / deviation of daily returns x sqrt(days a year)',
    better: 'higher',
    isResult: true,
    place: 'main',
    basis: 'returns',
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
    better: 'higher',
    isResult: true,
    place: 'main',
    basis: 'returns',
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
    better: 'lower',
    place: 'main',
    basis: 'returns',
    compute: ({ dailyReturns }) => computeValueAtRisk(dailyReturns),
  }),
  entry({
    name: 'profitFactor',
    metric: 'profit-factor',
    label: 'Profit factor',
    unit: 'ratio',
    meaning: 'Dollars won for a dollar lost',
    formula: 'gross profit / gross loss',
    better: 'higher',
    place: 'main',
    compute: ({ record }) => computeProfitFactor(record.grossProfit, record.grossLoss),
  }),
  entry({
    name: 'breakEvenBps',
    metric: 'break-even-bps',
    label: 'Break-even cost',
    unit: 'bps',
    meaning: 'Fee and slippage a side at which this run would end at 0',
    formula: '(P/L + costs paid) / traded value x 10,000',
    better: 'higher',
    place: 'main',
    compute: ({ record }) =>
      computeBreakEvenBps(
        record.equity - record.capital,
        record.feesPaid + record.slippagePaid,
        record.tradedValue,
      ),
  }),
  entry({
    name: 'exposureFraction',
    metric: 'exposure',
    label: 'Time in the market',
    unit: 'fraction',
    digits: 0,
    meaning: 'Share of bars with an open position',
    formula: 'bars with a position / bars',
    better: 'neither',
    place: 'main',
    compute: ({ record }) => computeExposure(record.exposedBars, record.bars),
  }),
  entry({
    name: 'capitalAtWork',
    metric: 'capital-at-work',
    label: 'Capital at work',
    unit: 'fraction',
    digits: 1,
    meaning: 'Share of the equity that was in open positions, long or short',
    formula: 'mean over bars of value of open positions / equity, both at the last fill',
    better: 'neither',
    place: 'main',
    compute: ({ record }) => averageShares(record).gross,
  }),
  entry({
    name: 'buyHoldFraction',
    metric: 'buy-hold',
    label: 'Buy & hold',
    unit: 'fraction',
    meaning: 'What holding all the time would have gained',
    formula: 'last close / first open - 1',
    better: 'neither',
    isResult: true,
    place: 'main',
    compute: ({ record }) => computeBuyAndHold(record.firstOpen, record.lastClose),
  }),
  entry({
    name: 'buyHoldMatchedFraction',
    metric: 'buy-hold-matched',
    label: 'Buy & hold at equal exposure',
    unit: 'fraction',
    meaning: 'What holding the mean net position of this run all the time would have gained',
    formula: 'buy & hold x mean over bars of (long - short value) / equity',
    better: 'neither',
    isResult: true,
    place: 'main',
    compute: ({ record }) =>
      computeBuyAndHold(record.firstOpen, record.lastClose) * averageShares(record).net,
  }),
  entry({
    name: 'calmar',
    metric: 'calmar',
    label: 'Calmar',
    unit: 'ratio',
    meaning: 'Annual growth over the deepest fall',
    formula: 'CAGR / -max drawdown',
    better: 'higher',
    isResult: true,
    place: 'more',
    basis: 'returns',
    compute: computeRunCalmar,
  }),
  entry({
    name: 'volatilityFraction',
    metric: 'volatility',
    label: 'Volatility, year',
    unit: 'fraction',
    meaning: 'How much returns vary in a year',
    formula: 'deviation of daily returns x sqrt(days a year)',
    better: 'lower',
    place: 'more',
    basis: 'returns',
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
    better: 'lower',
    place: 'more',
    basis: 'returns',
    compute: ({ dailyReturns }) => computeExpectedShortfall(dailyReturns),
  }),
  entry({
    name: 'expectancy',
    metric: 'expectancy',
    label: 'Expectancy',
    unit: 'money',
    meaning: 'Mean net profit of a trade',
    formula: '(gross profit - gross loss) / trades',
    better: 'higher',
    isResult: true,
    place: 'more',
    compute: ({ record }) => computeExpectancy(record.grossProfit, record.grossLoss, record.trades),
  }),
  entry({
    name: 'averageWin',
    metric: 'average-win',
    label: 'Average win',
    unit: 'money',
    meaning: 'Mean net profit of a winning trade',
    formula: 'gross profit / wins',
    better: 'higher',
    isResult: true,
    place: 'more',
    compute: ({ record }) => record.grossProfit / record.wins,
  }),
  entry({
    name: 'averageLoss',
    metric: 'average-loss',
    label: 'Average loss',
    unit: 'money',
    meaning: 'Mean net loss of a losing trade',
    formula: '-gross loss / losses',
    better: 'higher',
    isResult: true,
    place: 'more',
    compute: ({ record }) => -record.grossLoss / record.losses,
  }),
  entry({
    name: 'turnover',
    metric: 'turnover',
    label: 'Turnover',
    unit: 'multiple',
    digits: 1,
    meaning: 'How often the capital was traded, both sides counted',
    formula: 'traded value / capital',
    better: 'neither',
    place: 'more',
    compute: ({ record }) => computeTurnover(record.tradedValue, record.capital),
  }),
  entry({
    name: 'feesPaid',
    metric: 'fees-paid',
    label: 'Fees paid',
    unit: 'money',
    meaning: 'Fees of all fills',
    formula: 'sum of fees',
    better: 'lower',
    compute: ({ record }) => record.feesPaid,
  }),
  entry({
    name: 'slippagePaid',
    metric: 'slippage-paid',
    label: 'Slippage paid',
    unit: 'money',
    meaning: 'Cost of fills at worse prices than quoted',
    formula: 'sum of quantity x |fill - quote|',
    better: 'lower',
    place: 'more',
    compute: ({ record }) => record.slippagePaid,
  }),
  entry({
    name: 'kellyFraction',
    metric: 'kelly',
    label: 'Kelly fraction',
    unit: 'fraction',
    digits: 1,
    meaning: 'Part of the capital to stake if wins and losses stayed as they were',
    formula: 'W - (1 - W) / (average win / -average loss)',
    better: 'neither',
    compute: ({ record }) =>
      computeKelly(
        computeWinRate(record.wins, record.trades),
        record.grossProfit / record.wins,
        -record.grossLoss / record.losses,
      ),
  }),
] as const;

/** Keeps the literal type of the name. */
function entry<const Name extends string>(metric: PerformanceMetric<Name>) {
  return metric;
}

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
