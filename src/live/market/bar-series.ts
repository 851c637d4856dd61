import {
  type Bar,
  barColumns,
  type BarIndex,
  type BarRange,
  type Bars,
  type EpochMs,
} from '../../core/bars/bars';
import { findPast, type PastBars } from '../../core/trading/strategies/past-bars';

/**
 * Min number of bars that are kept of a symbol: a week of minutes, which is what upkeep judges. Older bars are
 * dropped, so that a session of months takes no more memory than one of days.
 */
export const minKeptBars = 10_080;

/** The bars of one symbol in a live session; new ones are appended. */
export interface BarSeries {
  readonly intervalMs: number;
  count(): number;
  /** Open time of the last bar; undefined before the first. */
  lastOpenTime(): EpochMs | undefined;
  /** Adds a bar; throws when it does not open later than the last. */
  append(bar: Bar): void;
  /** Returns the position of the bar that opened at a time, -1 where there is none; valid until the next `append`. */
  find(openTime: EpochMs): BarIndex;
  /**
   * Returns the position of the first bar that opened at a time or later, else `count`; valid until the next
   * `append`.
   */
  findFrom(openTime: EpochMs): BarIndex;
  at(index: BarIndex): Bar;
  /** Replaces the bar at `index` by a corrected one of the same open time. */
  replace(index: BarIndex, bar: Bar): void;
  /**
   * Returns the bar at `index` and those before it without a gap, `maxBars` in all or fewer; valid until the next `append` or
   * `replace`.
   */
  past(index: BarIndex, maxBars: number): PastBars;
  /** Returns a copy of the bars in `range`, or of all. */
  copy(range?: BarRange): Bars;
}

/** Returns an empty series, which keeps at least the last `minBars` and at most twice as many. */
export function createBarSeries(intervalMs: number, minBars = Infinity): BarSeries {
  let count = 0;
  let columns = createColumns(Math.min(1024, 2 * minBars));

  const put = (index: BarIndex, bar: Bar): void => {
    for (const column of barColumns) columns[column][index] = bar[column];
  };
  const dropOld = (): void => {
    for (const column of barColumns) columns[column].copyWithin(0, count - minBars, count);
    count = minBars;
  };
  return {
    intervalMs,
    count: () => count,
    lastOpenTime: () => (count === 0 ? undefined : columns.openTime[count - 1]),
    append(bar) {
      const last = count === 0 ? -Infinity : columns.openTime[count - 1];
      if (!(bar.openTime > last)) {
        throw new Error(`series: openTime must increase, was ${bar.openTime} after ${last}`);
      }
      if (count >= 2 * minBars) dropOld();
      else if (count === columns.openTime.length) columns = grow(columns);
      put(count++, bar);
    },
    find(openTime) {
      const index = findTime(columns.openTime, count, openTime);
      return index < count && columns.openTime[index] === openTime ? index : -1;
    },
    findFrom: (openTime) => findTime(columns.openTime, count, openTime),
    at(index) {
      if (!(index >= 0 && index < count)) {
        throw new RangeError(`series: index must lie in 0 to ${count - 1}, was ${index}`);
      }
      const bar = Object.fromEntries(barColumns.map((column) => [column, columns[column][index]]));
      return bar as unknown as Bar;
    },
    replace(index, bar) {
      if (columns.openTime[index] !== bar.openTime) {
        throw new Error(`series: a correction must keep openTime, was ${bar.openTime}`);
      }
      put(index, bar);
    },
    past: (index, maxBars) => findPast(columns, intervalMs, index, maxBars),
    copy: ({ start, end } = { start: 0, end: count }) => ({
      intervalMs,
      ...mapColumns((column) => columns[column].slice(start, end)),
    }),
  };
}

type Columns = Record<keyof Bar, Float64Array>;

function createColumns(length: number): Columns {
  return mapColumns(() => new Float64Array(length));
}

function grow(columns: Columns): Columns {
  return mapColumns((column) => {
    const values = new Float64Array(2 * columns[column].length);
    values.set(columns[column]);
    return values;
  });
}

function mapColumns(make: (column: keyof Bar) => Float64Array): Columns {
  return Object.fromEntries(barColumns.map((column) => [column, make(column)])) as Columns;
}

/** Binary search for the first time that is not before `time`. */
function findTime(times: Float64Array, count: number, time: EpochMs): BarIndex {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
