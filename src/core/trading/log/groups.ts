import {
  computeDeviation,
  computeMean,
  computeQuantile,
  computeStudentQuantile,
  type Estimate,
  z95,
} from '../../metrics/statistics';
import { computeWinRate } from '../../metrics/trade-figures';
import type { Trade } from '../positions';

/** Trades that have something in common, such as the hour of their entry. */
export interface TradeGroup {
  /** `05:00`, `Monday`. */
  readonly label: string;
  readonly trades: number;
  /** Net profit of all of them, dollars. */
  readonly pnl: number;
  readonly winRate: number;
  /** Mean net profit in dollars, with a 95% interval; NaN where undefined. */
  readonly mean: Estimate;
}

/** With fewer trades than this no interval is given: the approximation of Student's t needs 4 degrees of freedom. */
const minTrades = 5;

/**
 * Returns the mean of values with its 95% interval by Student's t, `mean +- t x deviation / sqrt(n)`, which takes them
 * as independent; the interval is NaN below five values.
 */
export function estimateMean(values: readonly number[]): Estimate {
  const value = computeMean(values);
  const count = values.length;
  const reach =
    count < minTrades
      ? NaN
      : (computeStudentQuantile(z95, count - 1) * computeDeviation(values)) / Math.sqrt(count);
  return { value, ci: [value - reach, value + reach] };
}

/** Returns a group for each of the 24 hours of a day (UTC), by the time of entry. */
export function groupByHour(trades: readonly Trade[]): readonly TradeGroup[] {
  const labels = Array.from({ length: 24 }, (_, hour) => `${String(hour).padStart(2, '0')}:00`);
  return group(trades, labels, (time) => Math.floor(time / hourMs) % 24);
}

const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** Returns a group for each day of the week (UTC), Monday first, by the time of entry. */
export function groupByWeekday(trades: readonly Trade[]): readonly TradeGroup[] {
  // 1970-01-01 was a Thursday.
  return group(trades, weekdays, (time) => (Math.floor(time / (24 * hourMs)) + 3) % 7);
}

const hourMs = 3_600_000;

function group(
  trades: readonly Trade[],
  labels: readonly string[],
  findPlace: (entryTime: number) => number,
): readonly TradeGroup[] {
  const profits: number[][] = labels.map(() => []);
  for (const { entryTime, pnl } of trades) profits[findPlace(entryTime)].push(pnl);
  return labels.map((label, place) => {
    const values = profits[place];
    return {
      label,
      trades: values.length,
      pnl: values.reduce((sum, value) => sum + value, 0),
      winRate: computeWinRate(values.filter((value) => value > 0).length, values.length),
      mean: estimateMean(values),
    };
  });
}

/** Trades whose net profit is in `[from, to)` dollars. */
export interface ResultBin {
  readonly from: number;
  readonly to: number;
  readonly trades: number;
}

const maxBins = 60;

/**
 * Returns how many trades earned how much, in bins of one width, one of whose edges is 0, so that each bin holds gains or
 * losses alone. The first and the last bin also hold what lies beyond them.
 *
 * The width is that of Freedman and Diaconis (1981), `2 x interquartile range / n^(1/3)`, wider where more than 60 bins
 * would be needed for the middle 99%.
 */
export function binResults(profits: readonly number[]): readonly ResultBin[] {
  if (profits.length === 0) return [];
  const quantile = (level: number) => computeQuantile(profits, level);
  const [low, high] = [quantile(0.005), quantile(0.995)];
  const spread = quantile(0.75) - quantile(0.25);
  const least = (high - low) / (maxBins - 2);
  const width = Math.max(least, (2 * spread) / Math.cbrt(profits.length)) || 1;
  const [first, last] = [Math.floor(low / width), Math.floor(high / width)];
  const counts = Array.from({ length: last - first + 1 }, () => 0);
  for (const profit of profits) {
    counts[Math.min(last, Math.max(first, Math.floor(profit / width))) - first]++;
  }
  return counts.map((trades, at) => ({
    from: (first + at) * width,
    to: (first + at + 1) * width,
    trades,
  }));
}
