import { performanceMetrics } from '../metrics/list';
import type { PaperRun } from './paper-account';
import {
  addTrading,
  createPerformanceRecord,
  recordBar,
  type PerformanceRecord,
} from '../metrics/performance-record';
import { reportPerformance, type PerformanceReport } from '../metrics/performance';
import { computeCorrelation } from '../metrics/statistics';
import { dayMs } from '../metrics/risk';

/** Several accounts as one, with a value at every close of a bar of any of them. */
interface PortfolioCurve {
  /** Closes, ascending, each once. */
  readonly time: Float64Array;
  /** Sum of the equity of the accounts that have started by then, each at its last close; dollars. */
  readonly equity: Float64Array;
  /** Capital that these accounts started with; dollars. */
  readonly capital: Float64Array;
  /** Time-weighted value: what a dollar of the first close's capital has become. */
  readonly unitValue: Float64Array;
}

/**
 * Adds up accounts. An account counts from the close of its first bar, and keeps its last equity over bars
 * that it does not have.
 *
 * Capital that a later account brings in is a contribution, not a profit. So returns and drawdowns are
 * measured on `unitValue`, like a fund's on its share price: from close to close it grows by
 * `sum of equities / sum of the same accounts' equities before`, where a new account's equity before is its
 * capital. Unlike profit over capital, which contributions dilute, this measures the trading alone
 * (Global Investment Performance Standards, "time-weighted rate of return"). It is 0 once all is lost.
 */
export function combineEquity(runs: readonly PaperRun[]): PortfolioCurve {
  const members = runs.map(({ state, time, equity }) => ({
    time,
    equity,
    intervalMs: state.engine.intervalMs,
    capital: state.engine.record.capital,
    next: 0,
    value: state.engine.record.capital,
  }));
  const closeOf = (member: (typeof members)[number]): number =>
    (member.time[member.next] ?? Infinity) + member.intervalMs;
  const maxCloses = members.reduce((sum, { time }) => sum + time.length, 0);
  const curve = {
    time: new Float64Array(maxCloses),
    equity: new Float64Array(maxCloses),
    capital: new Float64Array(maxCloses),
    unitValue: new Float64Array(maxCloses),
  };
  let count = 0;
  let unitValue = 1;
  for (;;) {
    let close = Infinity;
    for (const member of members) close = Math.min(close, closeOf(member));
    if (close === Infinity) break;
    let before = 0;
    let after = 0;
    let capital = 0;
    for (const member of members) {
      const isDue = closeOf(member) === close;
      if (!isDue && member.next === 0) continue;
      before += member.value;
      if (isDue) member.value = member.equity[member.next++] ?? NaN;
      after += member.value;
      capital += member.capital;
    }
    if (before > 0) unitValue = Math.max(0, unitValue * (after / before));
    curve.time[count] = close;
    curve.equity[count] = after;
    curve.capital[count] = capital;
    curve.unitValue[count] = unitValue;
    count++;
  }
  return {
    time: curve.time.slice(0, count),
    equity: curve.equity.slice(0, count),
    capital: curve.capital.slice(0, count),
    unitValue: curve.unitValue.slice(0, count),
  };
}

/**
 * Returns every figure of several accounts together, at their last bars.
 *
 * Money and trades are added up: `bars` and time in the market count the bars of all accounts; capital at work and buy & hold are
 * means over the accounts, weighted by capital. `pnlFraction` is the profit over all capital. Figures made of
 * returns (Sharpe, Sortino, volatility, drawdown, Calmar, VaR, CVaR) use the time-weighted curve, so that
 * an account that joins later is not counted as a gain.
 */
export function reportPortfolio(
  runs: readonly PaperRun[],
  curve: PortfolioCurve,
): PerformanceReport {
  const records = runs.map(({ state }) => state.engine.record);
  const money = reportPerformance(addRecords(records));
  const risk = reportPerformance(recordUnitValue(records, curve));
  const figures = performanceMetrics.map(({ name, basis }) => {
    const from = basis === 'returns' ? risk : money;
    return [name, from[name as keyof PerformanceReport]];
  });
  return {
    ...(Object.fromEntries(figures) as PerformanceReport),
    ...averageByCapital(records),
  };
}

function addRecords(records: readonly PerformanceRecord[]): PerformanceRecord {
  const sumOf = (name: 'capital' | 'bars' | 'exposedBars' | 'equity') =>
    records.reduce((sum, record) => sum + record[name], 0);
  const all = createPerformanceRecord(sumOf('capital'), 0);
  for (const name of ['bars', 'exposedBars', 'equity'] as const) all[name] = sumOf(name);
  addTrading(all, records);
  return all;
}

/** The curve as the record of an account of one dollar, on the UTC days on which its bars open. */
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

const averaged = ['capitalAtWork', 'buyHoldFraction', 'buyHoldMatchedFraction'] as const;

/** The means of these figures over the accounts that saw a bar, weighted by their capital. */
function averageByCapital(records: readonly PerformanceRecord[]) {
  const seen = records.filter(({ bars }) => bars > 0);
  const reports = seen.map(reportPerformance);
  const capital = seen.reduce((sum, record) => sum + record.capital, 0);
  const means = averaged.map((name) => {
    const sum = seen.reduce((total, each, place) => total + each.capital * reports[place][name], 0);
    return [name, sum / capital] as const;
  });
  return Object.fromEntries(means) as Record<(typeof averaged)[number], number>;
}

/** How strongly the returns of two accounts are correlated. */
export interface AccountCorrelation {
  readonly ids: readonly [string, string];
  /** -1 to 1; NaN where there are too few returns or an account's equity has not changed. */
  readonly value: number;
  /** Number of returns that were compared. */
  readonly samples: number;
  readonly per: 'day' | 'bar';
}

/** With fewer returns than this, a correlation says nothing. */
export const minReturns = { day: 20, bar: 60 };

/**
 * Returns the correlation of each pair of accounts, over the bars that both have: of daily returns once there
 * are 20 of them, until then of the returns from bar to bar.
 */
export function correlateRuns(runs: readonly PaperRun[]): readonly AccountCorrelation[] {
  return runs.flatMap((one, place) => runs.slice(place + 1).map((other) => correlate(one, other)));
}

function correlate(one: PaperRun, other: PaperRun): AccountCorrelation {
  const ids = [one.state.account.id, other.state.account.id] as const;
  const days = pairEquity(one, other, dayMs);
  const per = days.a.length > minReturns.day ? 'day' : 'bar';
  const { a, b } = per === 'day' ? days : pairEquity(one, other, 1);
  const samples = Math.max(0, a.length - 1);
  if (samples < minReturns[per]) return { ids, value: NaN, samples, per };
  return { ids, value: computeCorrelation(findReturns(a), findReturns(b)), samples, per };
}

/**
 * Returns both equities at the last common close of each period. A close at the very end of a period, such as
 * midnight, belongs to the period that ends. Since both runs are ascending, one pass over them suffices, which
 * stores nothing per bar: 90 days have more than 100,000 bars.
 */
function pairEquity(one: PaperRun, other: PaperRun, periodMs: number) {
  const [stepA, stepB] = [one.state.engine.intervalMs, other.state.engine.intervalMs];
  const a: number[] = [];
  const b: number[] = [];
  let periodEnd = -Infinity;
  for (let i = 0, j = 0; i < one.time.length && j < other.time.length;) {
    const close = one.time[i] + stepA;
    const closeOfOther = other.time[j] + stepB;
    if (close === closeOfOther) {
      if (close > periodEnd) {
        periodEnd = Math.ceil(close / periodMs) * periodMs;
        a.push(NaN);
        b.push(NaN);
      }
      a[a.length - 1] = one.equity[i];
      b[b.length - 1] = other.equity[j];
    }
    if (close <= closeOfOther) i++;
    if (close >= closeOfOther) j++;
  }
  return { a, b };
}

function findReturns(equity: readonly number[]): Float64Array {
  const returns = new Float64Array(Math.max(0, equity.length - 1));
  for (let i = 0; i < returns.length; i++) returns[i] = equity[i + 1] / equity[i] - 1;
  return returns;
}
