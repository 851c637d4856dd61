import type { Holding } from './holding';

/** What one symbol has of a portfolio; dollars. */
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

/** What is at stake, over the whole equity; NaN where that is not above 0. */
export interface PortfolioExposure {
  /** Long less short. */
  readonly netFraction: number;
  /** Long and short added up. */
  readonly grossFraction: number;
}

/** Returns what each symbol has, the largest equity first. */
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
