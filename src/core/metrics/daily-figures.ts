import { type BootstrapOptions, estimateByDays, resampleDays, sumDrawn } from './bootstrap';
import type { PerformanceRecord } from './performance-record';
import { dayMs } from './risk';
import type { Estimate } from './statistics';
import { computeBreakEvenBps, computeWinRate } from './trade-figures';
import { findTradingDays } from './trading-days';

/** What a run did on each day on which its market was open: one value a day. */
export interface DailyFigures {
  /** Open time of the first UTC day. */
  readonly from: number;
  readonly daysPerYear: number;
  /** Fraction gained. */
  readonly returns: readonly number[];
  /** Change of the equity from the last close of the day before, dollars. */
  readonly pnl: readonly number[];
  /** Trades that were closed on the day, of them those with a profit, and their net profit in dollars. */
  readonly trades: readonly number[];
  readonly wins: readonly number[];
  readonly tradePnl: readonly number[];
  /** Value of both fills of these trades, and what they cost (fees and slippage), dollars. */
  readonly tradedValue: readonly number[];
  readonly costs: readonly number[];
}

/** The part of a closed trade that daily figures are made of. */
interface ClosedTrade {
  readonly side: 1 | -1;
  readonly exitTime: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly quantity: number;
  readonly entryFee: number;
  readonly exitFee: number;
  readonly pnl: number;
}

type DailyEquity = Pick<
  PerformanceRecord,
  'dailyEquity' | 'idleDays' | 'capital' | 'firstOpenTime' | 'intervalMs'
>;

/**
 * Returns what a run did day by day, from its record and its closed trades, each of which counts on the day of its exit. Their
 * slippage follows from the fill prices and `slippageBps`. A trade that was closed on a day without a bar counts on the next.
 */
export function gatherDailyFigures(
  record: DailyEquity,
  closed: readonly ClosedTrade[],
  slippageBps: number,
): DailyFigures {
  const { dailyEquity, capital, firstOpenTime } = record;
  const { returns, perYear, isOpen } = findTradingDays(record);
  const firstDay = Math.floor(firstOpenTime / dayMs);
  const openDays = [...dailyEquity.keys()].filter(isOpen);
  const zeros = () => openDays.map(() => 0);
  const [trades, wins, tradePnl, tradedValue, costs] = [
    zeros(),
    zeros(),
    zeros(),
    zeros(),
    zeros(),
  ];
  const place = new Map(openDays.map((day, at) => [day, at]));
  const slip = slippageBps / 10_000;
  for (const trade of closed) {
    const { side, entryPrice, exitPrice, quantity } = trade;
    let day = Math.floor(trade.exitTime / dayMs) - firstDay;
    while (day < dailyEquity.length && !place.has(day)) day++;
    const at = place.get(day) ?? openDays.length - 1;
    const [entered, left] = [quantity * entryPrice, quantity * exitPrice];
    trades[at]++;
    if (trade.pnl > 0) wins[at]++;
    tradePnl[at] += trade.pnl;
    tradedValue[at] += entered + left;
    // A buyer's fill is the quote times 1 + slip, a seller's times 1 - slip.
    const slipped = slip * (entered / (1 + side * slip) + left / (1 - side * slip));
    costs[at] += trade.entryFee + trade.exitFee + slipped;
  }
  const pnl = openDays.map((day, at) => {
    const before = at > 0 ? dailyEquity[openDays[at - 1]] : capital;
    return dailyEquity[day] - before;
  });
  return {
    from: firstDay * dayMs,
    daysPerYear: perYear,
    returns: Array.from(returns),
    pnl,
    trades,
    wins,
    tradePnl,
    tradedValue,
    costs,
  };
}

/** Figures of a run with their 95% intervals; NaN where undefined, the intervals also below five days. */
export interface PerformanceInference {
  readonly days: number;
  /** Net profit of the whole run, dollars. */
  readonly pnl: Estimate;
  /** Annual. */
  readonly sharpe: Estimate;
  readonly winRate: Estimate;
  /** Cost a side at which the closed trades would have gained nothing. */
  readonly breakEvenBps: Estimate;
}

/** How much better one run was than another on the same days, with 95% intervals as in `PerformanceInference`. */
export interface PerformanceDifference {
  /** Net profit of the whole run, dollars. */
  readonly pnl: Estimate;
  /** Annual. */
  readonly sharpe: Estimate;
}

/** A sum over days, each counted as often as it was drawn. */
type DrawnSum = (values: readonly number[]) => number;

/** Returns figures of a run with intervals by days, all from the same resamples (`estimateByDays`). */
export function inferPerformance(
  daily: DailyFigures,
  options?: BootstrapOptions,
): PerformanceInference {
  const days = daily.returns.length;
  const estimate = createEstimate(days, options);
  const winRate = estimate((sum) => computeWinRate(sum(daily.wins), sum(daily.trades)));
  const [low, high] = winRate.ci;
  return {
    days,
    pnl: estimate((sum) => sum(daily.pnl)),
    sharpe: estimate(sharpeOf(daily)),
    winRate: { ...winRate, ci: [Math.max(0, low), Math.min(1, high)] },
    breakEvenBps: estimate((sum) =>
      computeBreakEvenBps(sum(daily.tradePnl), sum(daily.costs), sum(daily.tradedValue)),
    ),
  };
}

/**
 * Returns how much better `one` was than `other`, paired: both are drawn on the same days, so that what moved both cancels out. Throws
 * where they are not of the same days.
 */
export function inferDifference(
  one: DailyFigures,
  other: DailyFigures,
  options?: BootstrapOptions,
): PerformanceDifference {
  const days = one.returns.length;
  if (other.returns.length !== days || other.from !== one.from) {
    throw new Error(`difference: days must be the same, were ${days} and ${other.returns.length}`);
  }
  const estimate = createEstimate(days, options);
  const [first, second] = [sharpeOf(one), sharpeOf(other)];
  return {
    pnl: estimate((sum) => sum(one.pnl) - sum(other.pnl)),
    sharpe: estimate((sum) => first(sum) - second(sum)),
  };
}

function createEstimate(days: number, options: BootstrapOptions | undefined) {
  const resamples = resampleDays(days, options);
  return (compute: (sum: DrawnSum) => number) =>
    estimateByDays(resamples, (counts) => compute((values) => sumDrawn(values, counts)));
}

/** Returns the annual Sharpe ratio of drawn days. */
function sharpeOf({ returns, daysPerYear }: DailyFigures): (sum: DrawnSum) => number {
  const days = returns.length;
  const squares = returns.map((value) => value ** 2);
  return (sum) => {
    const mean = sum(returns) / days;
    const variance = (sum(squares) - days * mean ** 2) / (days - 1);
    // What is left of equal squares by rounding is no variation.
    return variance > 1e-12 * (sum(squares) / days)
      ? (mean / Math.sqrt(variance)) * Math.sqrt(daysPerYear)
      : NaN;
  };
}
