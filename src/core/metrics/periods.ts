import type { EpochMs } from '../bars/bars';
import { dayMs } from './risk';
import type { Numbers } from './statistics';

/** The return of one calendar month (UTC). */
export interface MonthReturn {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** Trading days that it has in the run. */
  readonly days: number;
  /** Compounded, a fraction. */
  readonly returnFraction: number;
}

/** Returns the compounded return of each month, oldest first; `dailyReturns` are of consecutive days from `firstDay` on. */
export function tabulateMonths(dailyReturns: Numbers, firstDay: EpochMs): readonly MonthReturn[] {
  const months: { year: number; month: number; days: number; returnFraction: number }[] = [];
  let day = firstDay;
  for (const dailyReturn of dailyReturns) {
    const date = new Date(day);
    const [year, month] = [date.getUTCFullYear(), date.getUTCMonth() + 1];
    let last = months.at(-1);
    if (last?.year !== year || last.month !== month) {
      months.push((last = { year, month, days: 0, returnFraction: 0 }));
    }
    last.days++;
    last.returnFraction = (1 + last.returnFraction) * (1 + dailyReturn) - 1;
    day += dayMs;
  }
  return months;
}

/** A fall of the equity below its highest value so far, and the way back. */
export interface Drawdown {
  /** The day of the high. */
  readonly from: EpochMs;
  /** The day of the lowest equity. */
  readonly lowest: EpochMs;
  /** The first day at the old high again; undefined where the run ended before. */
  readonly until: EpochMs | undefined;
  /** Of 0 or less. */
  readonly depthFraction: number;
}

/**
 * Returns the `count` deepest drawdowns of equity at the ends of days, deepest first. `capital` is the equity before
 * `firstDay`; falls within a day are not seen.
 */
export function findDrawdowns(
  dailyEquity: Numbers,
  capital: number,
  firstDay: EpochMs,
  count = 5,
): readonly Drawdown[] {
  const found: Drawdown[] = [];
  let [peak, from] = [capital, firstDay];
  let [depthFraction, lowest] = [0, firstDay];
  let day = firstDay;
  for (const equity of dailyEquity) {
    if (equity >= peak) {
      if (depthFraction < 0) found.push({ from, lowest, until: day, depthFraction });
      [peak, from, depthFraction] = [equity, day, 0];
    } else if (equity / peak - 1 < depthFraction) {
      [depthFraction, lowest] = [equity / peak - 1, day];
    }
    day += dayMs;
  }
  if (depthFraction < 0) found.push({ from, lowest, until: undefined, depthFraction });
  return found.sort((a, b) => a.depthFraction - b.depthFraction).slice(0, count);
}
