import type { BarColumn, BarIndex, Bars } from '../../bars/bars';

/**
 * Closed bars up to the one that closes, without a gap among them. Bars before the warm-up may be there or not: whoever looks no
 * further back than that decides the same in a backtest, in a replay from anywhere, and live.
 */
export interface PastBars {
  /** Those of a dataset or of a live series: rows before `start` and from `end` on must not be read. */
  readonly columns: BarColumns;
  readonly start: BarIndex;
  /** Row after that of the bar that closes. */
  readonly end: BarIndex;
}

type BarColumns = Readonly<Pick<Bars, BarColumn | 'extras'>>;

const none = new Float64Array(0);

/** No bar is known but the one that closes. */
export const noPast: PastBars = {
  columns: { openTime: none, open: none, high: none, low: none, close: none, volume: none },
  start: 0,
  end: 0,
};

/**
 * Returns the bar at `index` and those before it, `maxBars` in all, or fewer where a gap or the start of `columns` comes before; no bar
 * for an index of -1.
 */
export function findPast(
  columns: BarColumns,
  intervalMs: number,
  index: BarIndex,
  maxBars: number,
): PastBars {
  const { openTime } = columns;
  const first = Math.max(0, index + 1 - maxBars);
  let start = Math.max(0, index);
  while (start > first && openTime[start] - openTime[start - 1] === intervalMs) start--;
  return { columns, start, end: index + 1 };
}
