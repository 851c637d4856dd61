import { dayMs } from '../../metrics/daily-returns';
import { measureNetValue, type Holding } from './holding';
import { findEquityAt, type PaperRun } from './paper-run';

/** One account of a portfolio; dollars and fractions as named. */
export interface AccountRating extends Holding {
  readonly pnl: number;
  /** Of its capital. */
  readonly pnlFraction: number;
  /** Since `dayStart`; NaN before the account's journal is known. */
  readonly dayPnl: number;
  /** At bar closes, negative or 0; NaN before the account's journal is known. */
  readonly maxDrawdownFraction: number;
  /** Value of its open positions, short ones negative. */
  readonly netValue: number;
}

/** Returns the begin of the UTC day of the newest bar of any run; NaN without a bar. */
export function findDayStart(runs: readonly PaperRun[]): number {
  const newest = runs.reduce(
    (last, { time }) => Math.max(last, time.at(-1) ?? -Infinity),
    -Infinity,
  );
  return Number.isFinite(newest) ? Math.floor(newest / dayMs) * dayMs : NaN;
}

/** Returns how each account stands, in their order; `runs` are found by the account's id. */
export function rateAccounts(
  holdings: readonly Holding[],
  runs: readonly PaperRun[],
): readonly AccountRating[] {
  const dayStart = findDayStart(runs);
  return holdings.map((holding) => {
    const run = runs.find(({ state }) => state.account.id === holding.account.id);
    const { equity, capital } = holding;
    return {
      ...holding,
      pnl: equity - capital,
      pnlFraction: equity / capital - 1,
      dayPnl: run === undefined ? NaN : equity - findEquityAt(run, dayStart),
      maxDrawdownFraction: run?.state.engine.record.maxDrawdownFraction ?? NaN,
      netValue: measureNetValue(holding),
    };
  });
}

/** Returns the accounts with the highest and the lowest profit over capital; none below two. */
export function findExtremes(
  ratings: readonly AccountRating[],
): { readonly best: AccountRating; readonly worst: AccountRating } | undefined {
  const [worst, ...others] = ratings
    .filter(({ pnlFraction }) => !Number.isNaN(pnlFraction))
    .sort((a, b) => a.pnlFraction - b.pnlFraction);
  const best = others.at(-1);
  return worst !== undefined && best !== undefined ? { best, worst } : undefined;
}
