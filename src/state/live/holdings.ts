import { dayMs } from '../../core/metrics/risk';
import { findEquityAt, type PaperAccount, type PaperRun } from '../../core/trading/paper-account';
import type { Position } from '../../core/trading/positions';

/** One account of a portfolio; dollars and fractions as named. */
export interface AccountRating extends Holding {
  readonly pnl: number;
  /** Fraction of its capital. */
  readonly pnlFraction: number;
  /** Since `dayStart`; NaN before the account's journal is known. */
  readonly dayPnl: number;
  /** At bar closes, negative or 0; NaN before the account's journal is known. */
  readonly maxDrawdownFraction: number;
  /** Value of its open positions, short ones negative. */
  readonly netValue: number;
}

/** Returns the start of the UTC day of the newest bar of any run; NaN without a bar. */
export function findDayStart(runs: readonly PaperRun[]): number {
  const newest = runs.reduce(
    (last, { time }) => Math.max(last, time.at(-1) ?? -Infinity),
    -Infinity,
  );
  return Number.isFinite(newest) ? Math.floor(newest / dayMs) * dayMs : NaN;
}

/** Returns the figures of each account, in the same order; `runs` are matched by account id. */
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

/** The part of a portfolio that trades one symbol; dollars. */
export interface SymbolAllocation {
  readonly symbol: string;
  /** Of the accounts that trade it. */
  readonly equity: number;
  /** Of the whole equity; NaN where that is not above 0. */
  readonly share: number;
  readonly longValue: number;
  /** Positive. */
  readonly shortValue: number;
}

/** Open positions over the whole equity; NaN where that is not above 0. */
interface PortfolioExposure {
  /** Long less short. */
  readonly netFraction: number;
  /** Long and short added up. */
  readonly grossFraction: number;
}

/** Returns the part of each symbol, the largest equity first. */
export function allocateBySymbol(holdings: readonly Holding[]): readonly SymbolAllocation[] {
  const whole = sumEquity(holdings);
  const symbols = [...new Set(holdings.map(({ account }) => account.symbol))];
  return symbols
    .map((symbol) => {
      const own = holdings.filter(({ account }) => account.symbol === symbol);
      const equity = sumEquity(own);
      return { symbol, equity, share: shareOf(equity, whole), ...sumSides(own) };
    })
    .sort((a, b) => b.equity - a.equity);
}

/** Returns the exposure of all holdings together. */
export function measureExposure(holdings: readonly Holding[]): PortfolioExposure {
  const whole = sumEquity(holdings);
  const { longValue, shortValue } = sumSides(holdings);
  return {
    netFraction: shareOf(longValue - shortValue, whole),
    grossFraction: shareOf(longValue + shortValue, whole),
  };
}

function sumEquity(holdings: readonly Holding[]): number {
  return holdings.reduce((sum, { equity }) => sum + equity, 0);
}

function sumSides(holdings: readonly Holding[]) {
  let longValue = 0;
  let shortValue = 0;
  for (const { positions, price } of holdings) {
    for (const { side, quantity } of positions) {
      if (side > 0) longValue += quantity * price;
      else shortValue += quantity * price;
    }
  }
  return { longValue, shortValue };
}

function shareOf(part: number, whole: number): number {
  return whole > 0 ? part / whole : NaN;
}

/** The value and positions of an account, now or at its last bar. */
export interface Holding {
  readonly account: PaperAccount;
  /** Starting capital of its current run, dollars. */
  readonly capital: number;
  /** With open positions at their current value. */
  readonly equity: number;
  readonly positions: readonly Position[];
  /** Last price of its symbol; NaN where unknown. */
  readonly price: number;
}

/** Returns the value of the open positions, short ones negative; 0 where there are none. */
function measureNetValue({ positions, price }: Holding): number {
  return positions.reduce((sum, { side, quantity }) => sum + side * quantity * price, 0);
}
