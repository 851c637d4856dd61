import type { PerformanceRecord } from './performance-record';
import { computeDailyReturns, dayMs, daysPerYear } from './risk';

/** The days of a run that count in figures of daily returns. */
interface TradingDays {
  /** Fraction gained on each. */
  readonly returns: Float64Array;
  /** How many a year has: 365 of a market that never closes, about 252 of one that closes at weekends and holidays. */
  readonly perYear: number;
  /** Whether a day of `dailyEquity` is one of them. */
  isOpen(day: number): boolean;
}

/**
 * Returns the UTC days on which the market of `record` was open. It closes where a day of the week was there twice
 * and never had a bar; then days without bars do not count, and a year has as many days as whole weeks of the data
 * show. Otherwise every day counts, also one that the data lacks. So it does where a bar is longer than a day.
 */
export function findTradingDays(
  record: Pick<
    PerformanceRecord,
    'dailyEquity' | 'idleDays' | 'capital' | 'firstOpenTime' | 'intervalMs'
  >,
): TradingDays {
  const { dailyEquity, idleDays = [], capital, firstOpenTime, intervalMs } = record;
  const returns = computeDailyReturns(dailyEquity, capital);
  const firstDay = Math.floor(firstOpenTime / dayMs);
  if (intervalMs > dayMs || !closesWeekly(idleDays, dailyEquity.length, firstDay)) {
    return { returns, perYear: daysPerYear, isOpen: () => true };
  }
  const idle = new Set(idleDays);
  const weekDays = 7 * Math.floor(dailyEquity.length / 7);
  const open = weekDays - idleDays.filter((day) => day < weekDays).length;
  const isOpen = (day: number) => !idle.has(day);
  return {
    returns: returns.filter((_, day) => isOpen(day)),
    perYear: Math.round((open / weekDays) * yearDays),
    isOpen,
  };
}

/** Whether a day of the week was there twice or more, and each time without a bar. */
function closesWeekly(idleDays: readonly number[], days: number, firstDay: number): boolean {
  const idleOf = new Float64Array(7);
  for (const day of idleDays) idleOf[(firstDay + day) % 7]++;
  return idleOf.some((idle, weekday) => {
    const first = (((weekday - firstDay) % 7) + 7) % 7;
    const times = Math.ceil((days - first) / 7);
    return times >= 2 && idle === times;
  });
}

const yearDays = 365.25;
