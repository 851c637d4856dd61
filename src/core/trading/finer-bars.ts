import type { Bars, EpochMs } from '../bars/bars';
import type { FundingRates } from '../bars/funding-rates';
import type { DatasetInfo } from '../library';
import type { EngineBar, FinerBars } from './positions';

/** Bars that are traded, with the same series at a finer interval and the funding rates of the symbol, where they are known. */
export interface TradedBars extends Bars {
  /** The order of prices within a bar is taken from it. */
  readonly finer?: Bars;
  readonly funding?: FundingRates;
}

/** Rows of finer bars that move on with the bars that they make up. */
type FinerRows = { -readonly [Field in keyof FinerBars]: FinerBars[Field] };

/** Returns no row, just before those of the bar that opens at `openTime`. */
export function createFinerRows(bars: Bars, openTime: EpochMs): FinerRows {
  let low = 0;
  let high = bars.openTime.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (bars.openTime[middle] < openTime) low = middle + 1;
    else high = middle;
  }
  return { bars, start: low, end: low };
}

/** Moves on to the rows of the bar that opens at `openTime`, later than the one before; undefined where it has none. */
export function moveRows(
  rows: FinerRows,
  openTime: EpochMs,
  intervalMs: number,
): FinerBars | undefined {
  const times = rows.bars.openTime;
  rows.start = rows.end;
  while (times[rows.start] < openTime) rows.start++;
  rows.end = rows.start;
  while (times[rows.end] < openTime + intervalMs) rows.end++;
  return rows.end > rows.start ? rows : undefined;
}

/** Whether finer bars have the very high and low of a bar, as those do that it was made of. */
export function isMadeOf({ high, low }: EngineBar, { bars, start, end }: FinerBars): boolean {
  let highest = -Infinity;
  let lowest = Infinity;
  for (let row = start; row < end; row++) {
    if (bars.high[row] > highest) highest = bars.high[row];
    if (bars.low[row] < lowest) lowest = bars.low[row];
  }
  return highest === high && lowest === low;
}

/**
 * Returns the dataset of the finest interval that is of the same symbol and market as `dataset`, fits into its interval and covers the
 * bars that open within `period`; undefined where there is none.
 */
export function findFinerDataset(
  dataset: DatasetInfo,
  period: { readonly from: EpochMs; readonly to: EpochMs },
  all: readonly DatasetInfo[],
): DatasetInfo | undefined {
  const { symbol, market, intervalMs } = dataset;
  return all
    .filter(
      (other) =>
        other.symbol === symbol &&
        (['exchange', 'contract', 'side', 'price'] as const).every(
          (part) => other.market?.[part] === market?.[part],
        ) &&
        other.sample?.seed === dataset.sample?.seed &&
        other.sample?.kind === dataset.sample?.kind &&
        other.deletedAt === undefined &&
        other.intervalMs < intervalMs &&
        intervalMs % other.intervalMs === 0 &&
        other.from <= period.from &&
        other.to + other.intervalMs >= period.to + intervalMs,
    )
    .sort((a, b) => a.intervalMs - b.intervalMs)[0];
}
