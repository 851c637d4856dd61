import { formatMoney, formatNumber } from '../../../../../core/format';
import type { PerformanceDifference } from '../../../../../core/metrics/daily-figures';
import { minAnnualDays } from '../../../../../core/metrics/risk-metrics';
import type { Estimate } from '../../../../../core/metrics/statistics';

/** Days below which a difference has no interval. */
const minDays = 5;

/** A difference as a cell of a table. */
interface ShownDifference {
  readonly text: string;
  /** What the interval says of it. */
  readonly note: string;
  /** Whether the whole interval has one sign. */
  readonly isSure: boolean;
}

/** Returns a difference of P/L with its interval over `days` days. */
export function showPnlDifference({ pnl }: PerformanceDifference, days: number): ShownDifference {
  return show(pnl, days, minDays, (value) => formatMoney(value, { isSigned: true }));
}

/** Returns a difference of Sharpe ratios with its interval over `days` days, which must be a month for one. */
export function showSharpeDifference(
  { sharpe }: PerformanceDifference,
  days: number,
): ShownDifference {
  return show(sharpe, days, minAnnualDays, (value) => formatNumber(value, { isSigned: true }));
}

function show(
  { value, ci: [low, high] }: Estimate,
  days: number,
  least: number,
  format: (value: number) => string,
): ShownDifference {
  if (days < least || Number.isNaN(low)) {
    return {
      text: days < least ? '–' : format(value),
      note: `from ${least} days on`,
      isSure: false,
    };
  }
  const isSure = low > 0 || high < 0;
  const range = `${format(low)} to ${format(high)}`;
  return { text: format(value), note: isSure ? range : `${range}: may be chance`, isSure };
}
