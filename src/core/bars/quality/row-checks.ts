import type { QualityCheck } from './report';
import {
  type AmountColumn,
  amountColumns,
  type BarColumn,
  type OptionalColumn,
  type RequiredColumn,
} from '../bars';
import { formatUtc, isPlausibleTime } from '../times';
import { formatInterval } from '../interval';
import type { Grid } from './grid';

/** A rule that a row must meet to become a bar. */
export interface RowCheck {
  readonly check: QualityCheck;
  /** Calls `onBad` with the index of each row that breaks the rule, in any order, perhaps more than once. */
  readonly find: (columns: RawColumns, onBad: (index: number) => void) => void;
  /** Says, for people, what is wrong with a row that `find` reported. */
  readonly describe: (rows: RawRows, index: number) => string;
}

/** The columns of a row that hold prices. */
const priceColumns = ['open', 'high', 'low', 'close'] as const;

/**
 * The columns of `Bars` with the unchecked values of a source, in any order: NaN where a cell says that there is no
 * value, Infinity where it cannot be read.
 */
type RawColumns = Readonly<Record<RequiredColumn, Float64Array>> &
  Readonly<Partial<Record<OptionalColumn, Float64Array>>>;

/** Rows of one market before they are checked; every column has one value per row. */
export interface RawRows {
  readonly columns: RawColumns;
  /** Further columns by their name in the source; any value may be missing (NaN). */
  readonly extras: Readonly<Record<string, Float64Array>>;
  /** Number of the source's row at `index`, as a person counts it. */
  rowOf(index: number): number;
  /** Text of a cell in the source, for messages; '' where it is no longer known. */
  textOf?(index: number, column: BarColumn): string;
}

/** The time must be readable and plausible. */
export const badTime: RowCheck = {
  check: 'bad-time',
  find({ openTime }, onBad) {
    for (let index = 0; index < openTime.length; index++) {
      if (!isPlausibleTime(openTime[index])) onBad(index);
    }
  },
  describe(rows, index) {
    const time = rows.columns.openTime[index];
    if (Number.isFinite(time)) return `the time reads as ${formatUtc(time)}, which cannot be`;
    const text = rows.textOf?.(index, 'openTime') ?? '';
    return text === '' ? 'the time cannot be read' : `the time "${text}" cannot be read`;
  },
};

/** A row of nothing but a time is a bar in which nothing was traded, which leaves a gap: it is no fault. */
export const noTrade: RowCheck = {
  check: 'no-trade',
  find(columns, onBad) {
    const { open, high, low, close } = columns;
    const amounts = amountColumns.flatMap((name) => columns[name] ?? []);
    for (let index = 0; index < open.length; index++) {
      // Whoever has a close has a bar; of the others every cell must be empty.
      if (close[index] === close[index]) continue;
      const hasPrice =
        !Number.isNaN(open[index]) || !Number.isNaN(high[index]) || !Number.isNaN(low[index]);
      if (!hasPrice && amounts.every((values) => !(Math.abs(values[index]) > 0))) onBad(index);
    }
  },
  describe: () => 'the row has a time and no prices: nothing was traded, which leaves a gap',
};

/** The four prices must be finite numbers. */
export const notANumber: RowCheck = {
  check: 'not-a-number',
  find({ open, high, low, close }, onBad) {
    for (let index = 0; index < open.length; index++) {
      // The sum is finite only if each price is. It overflows for prices near the largest float64, which are wrong too.
      if (!Number.isFinite(open[index] + high[index] + low[index] + close[index])) onBad(index);
    }
  },
  describe(rows, index) {
    const column = priceColumns.find((name) => !Number.isFinite(rows.columns[name][index]));
    if (column === undefined) return 'the prices are too large';
    const text = rows.textOf?.(index, column) ?? '';
    return `${column} is not a number: ${text === '' ? rows.columns[column][index] : `"${text}"`}`;
  },
};

/** The four prices must be above 0. */
export const nonPositivePrice: RowCheck = {
  check: 'non-positive-price',
  find({ open, high, low, close }, onBad) {
    for (let index = 0; index < open.length; index++) {
      if (open[index] <= 0 || high[index] <= 0 || low[index] <= 0 || close[index] <= 0) {
        onBad(index);
      }
    }
  },
  describe({ columns }, index) {
    const column = priceColumns.find((name) => columns[name][index] <= 0) ?? 'close';
    return `${column} is ${columns[column][index]}, but a price is above 0`;
  },
};

/** The high must not be below the low. */
export const highBelowLow: RowCheck = {
  check: 'high-below-low',
  find({ high, low }, onBad) {
    for (let index = 0; index < high.length; index++) {
      if (high[index] < low[index]) onBad(index);
    }
  },
  describe: ({ columns: { high, low } }, index) => `high ${high[index]} is below low ${low[index]}`,
};

/** Open and close must lie between low and high. */
export const outsideRange: RowCheck = {
  check: 'outside-range',
  find({ open, high, low, close }, onBad) {
    for (let index = 0; index < open.length; index++) {
      const isInside =
        open[index] <= high[index] &&
        close[index] <= high[index] &&
        open[index] >= low[index] &&
        close[index] >= low[index];
      if (!isInside) onBad(index);
    }
  },
  describe({ columns: { open, high, low, close } }, index) {
    const isOpen = open[index] > high[index] || open[index] < low[index];
    const [name, price] = isOpen ? ['open', open[index]] : ['close', close[index]];
    return price > high[index]
      ? `${name} ${price} is above high ${high[index]}`
      : `${name} ${price} is below low ${low[index]}`;
  },
};

/** Volumes and counts must be finite numbers of at least 0, or unknown. */
export const badVolume: RowCheck = {
  check: 'bad-volume',
  find(columns, onBad) {
    for (const name of amountColumns) {
      const values = columns[name];
      if (values === undefined) continue;
      for (let index = 0; index < values.length; index++) {
        if (!isAmount(values[index])) onBad(index);
      }
    }
  },
  describe(rows, index) {
    const { columns } = rows;
    const bad = (name: AmountColumn): boolean =>
      columns[name] !== undefined && !isAmount(columns[name][index]);
    const column = amountColumns.find(bad) ?? 'volume';
    const value = columns[column]?.[index] ?? NaN;
    if (Number.isFinite(value)) return `${column} is ${value}, but an amount is at least 0`;
    const text = rows.textOf?.(index, column) ?? '';
    return `${column} is not a number: ${text === '' ? value : `"${text}"`}`;
  },
};

function isAmount(value: number): boolean {
  return (value >= 0 && value < Infinity) || Number.isNaN(value);
}

/**
 * Returns true only if no row breaks any of the rules above, which is so of nearly all files: one look at each row
 * instead of one for each rule. Where it returns false the rules themselves must be asked.
 */
export function areAllGood(columns: RawColumns): boolean {
  const { openTime, open, high, low, close } = columns;
  for (let index = 0; index < openTime.length; index++) {
    const top = high[index];
    const bottom = low[index];
    const first = open[index];
    const last = close[index];
    const isGood =
      bottom > 0 &&
      first >= bottom &&
      last >= bottom &&
      first <= top &&
      last <= top &&
      top < maxSafePrice &&
      isPlausibleTime(openTime[index]);
    if (!isGood) return false;
  }
  return amountColumns.every((name) => areAmounts(columns[name]));
}

/** The sum of four such prices is finite. */
const maxSafePrice = Number.MAX_VALUE / 8;

function areAmounts(values: Float64Array = new Float64Array()): boolean {
  const { length } = values;
  for (let index = 0; index < length; index++) {
    if (!isAmount(values[index])) return false;
  }
  return true;
}

/**
 * Bars must open a multiple of the interval apart: at the offset within the interval that most rows have.
 * Rows whose time cannot be read are skipped.
 */
export function offGrid({ intervalMs, usualMs }: Grid): RowCheck {
  return {
    check: 'off-grid',
    find({ openTime: times }, onBad) {
      let before = NaN;
      let offset = NaN;
      for (let index = 0; index < times.length; index++) {
        const time = times[index];
        // A step of one interval keeps the offset, which saves a division.
        if (time - before !== intervalMs) offset = time % intervalMs;
        before = time;
        if (offset !== usualMs && isPlausibleTime(time)) onBad(index);
      }
    },
    describe: ({ columns }, index) =>
      `the time ${formatUtc(columns.openTime[index])} is no multiple of ` +
      `${formatInterval(intervalMs)} from those of the other rows`,
  };
}
