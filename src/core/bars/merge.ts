import {
  type BarIndex,
  type BarRange,
  type Bars,
  BarsError,
  type Column,
  countBars,
  type EpochMs,
  listColumns,
  mapColumns,
  readColumn,
} from './bars';
import { formatUtc } from './times';

/** The bars of several parts joined into one series, and how many bars were repeated. */
export interface MergedBars {
  readonly bars: Bars;
  /** Bars that were dropped because an identical one stays. */
  readonly duplicates: number;
  /** Where the first of them was. */
  readonly firstDuplicate?: PartPlace;
  /** Bars that were dropped although the bar that stays has other values. */
  readonly conflicts: number;
  readonly firstConflict?: BarConflict;
}

/** Two different bars of the same time, in the order of their parts. */
interface BarConflict {
  readonly time: EpochMs;
  /** Name of the first column in which they differ. */
  readonly column: string;
  readonly values: readonly [number, number];
  /** The part of each bar, and its position there. */
  readonly places: readonly [PartPlace, PartPlace];
}

export interface MergeOptions {
  /** What to do with two different bars of the same time: keep that of the first or last part, or throw. */
  readonly conflicts?: KeptSide | 'refuse';
}

/**
 * Returns the bars of all parts in time order. Each part must be valid. The order of the parts only decides
 * which of two conflicting bars stays.
 *
 * An optional column or extra stays only if every part has it. Throws `BarsError` when there is no
 * bar, when intervals or their offsets differ, and for a conflict when `conflicts` is `refuse`.
 */
export function mergeBars(
  parts: readonly Bars[],
  { conflicts = 'refuse' }: MergeOptions = {},
): MergedBars {
  const filled = parts.filter((part) => countBars(part) > 0);
  if (filled.length === 0) throw new BarsError('bars: a merge needs at least 1 bar, has 0');
  for (const part of filled) checkSameGrid(filled[0], part);
  const joined = joinParts(parts);
  const { bars } = joined;
  if (isIncreasing(bars.openTime)) return { bars, duplicates: 0, conflicts: 0 };

  const { openTime } = bars;
  const side = conflicts === 'refuse' ? 'first' : conflicts;
  const distinct = dropRepeats(openTime, listColumns(bars), orderJoined(joined), side);
  const { kept, duplicates, firstDuplicate, firstConflict } = distinct;
  const conflict = firstConflict && placeConflict(joined, firstConflict);
  if (conflict !== undefined && conflicts === 'refuse') throw refuseConflict(conflict);
  return {
    bars: mapColumns(bars, ({ values }) => gather(values, kept)),
    duplicates,
    conflicts: distinct.conflicts,
    ...(firstDuplicate === undefined ? {} : { firstDuplicate: joined.placeOf(firstDuplicate) }),
    ...(conflict === undefined ? {} : { firstConflict: conflict }),
  };
}

function checkSameGrid(first: Bars, part: Bars): void {
  if (part.intervalMs !== first.intervalMs) {
    throw new BarsError(
      'bars: merged parts must have one interval, ' +
        `was ${part.intervalMs} ms beside ${first.intervalMs} ms`,
    );
  }
  if ((part.openTime[0] - first.openTime[0]) % first.intervalMs !== 0) {
    throw new BarsError(
      `bars: merged parts must open a multiple of ${first.intervalMs} ms apart, ` +
        `was ${formatUtc(part.openTime[0])} beside ${formatUtc(first.openTime[0])}`,
    );
  }
}

/** Whether each time is after the one before it. */
export function isIncreasing(openTime: Float64Array): boolean {
  for (let index = 1; index < openTime.length; index++) {
    if (!(openTime[index] > openTime[index - 1])) return false;
  }
  return true;
}

function placeConflict(joined: JoinedParts, { column, values, indices }: RowConflict): BarConflict {
  const [earlier, later] = indices;
  return {
    time: joined.bars.openTime[earlier],
    column,
    values,
    places: [joined.placeOf(earlier), joined.placeOf(later)],
  };
}

function refuseConflict({ column, values, time }: BarConflict): BarsError {
  return new BarsError(
    `bars: two bars of the same time must be identical, ${column} was ${values[0]} and ` +
      `${values[1]} at ${formatUtc(time)}`,
    { column },
  );
}

/** Parts one after the other. Times may repeat or step back between parts, so `bars` is not valid yet. */
interface JoinedParts {
  readonly bars: Bars;
  /** The part of each bar, as a position in the given list. */
  readonly partOf: Uint32Array;
  /** The bars of each part, in their order here. */
  readonly ranges: readonly BarRange[];
  placeOf(index: number): PartPlace;
}

/** A bar of one of several parts. */
interface PartPlace {
  readonly part: number;
  readonly bar: BarIndex;
}

/**
 * Returns all parts one after the other, earliest start first, with the columns that all of them have.
 * Parts without bars are ignored; at least one part must have bars.
 */
function joinParts(parts: readonly Bars[]): JoinedParts {
  const placed = parts
    .map((bars, part) => ({ bars, part }))
    .filter(({ bars }) => countBars(bars) > 0)
    .sort((a, b) => a.bars.openTime[0] - b.bars.openTime[0] || a.part - b.part);
  const count = placed.reduce((sum, { bars }) => sum + countBars(bars), 0);
  const partOf = new Uint32Array(count);
  const starts = new Map<number, number>();
  const ranges: BarRange[] = [];
  let start = 0;
  for (const { bars, part } of placed) {
    const end = start + countBars(bars);
    starts.set(part, start);
    partOf.fill(part, start, end);
    ranges.push({ start, end });
    start = end;
  }
  const concatenate = (column: Column): Float64Array => {
    const values = new Float64Array(count);
    for (const { bars, part } of placed) {
      values.set(readColumn(bars, column) ?? [], starts.get(part));
    }
    return values;
  };
  const isInAll = (column: Column): boolean =>
    placed.every(({ bars }) => readColumn(bars, column) !== undefined);
  return {
    bars: mapColumns(placed[0].bars, concatenate, isInAll),
    partOf,
    ranges,
    placeOf: (index) => ({
      part: partOf[index],
      bar: index - (starts.get(partOf[index]) ?? 0),
    }),
  };
}

/**
 * Returns the indices of the joined bars in time order; bars of the same time in the order of their parts.
 * Each part is sorted already, so the parts are merged one by one, which is faster than sorting.
 */
function orderJoined({ bars, partOf, ranges }: JoinedParts): Uint32Array {
  const { openTime } = bars;
  let order = new Uint32Array(0);
  for (const { start, end } of ranges) {
    const merged = new Uint32Array(order.length + end - start);
    let from = 0;
    let next = start;
    for (let place = 0; place < merged.length; place++) {
      const index = order[from];
      const isNext =
        from === order.length ||
        (next < end &&
          (openTime[next] < openTime[index] ||
            (openTime[next] === openTime[index] && partOf[next] < partOf[index])));
      merged[place] = isNext ? next++ : order[from++];
    }
    order = merged;
  }
  return order;
}

/** Which of two different rows or bars of the same time stays: the one that comes first, or last. */
export type KeptSide = 'first' | 'last';

/** The rows that stay when no two may have the same time. */
export interface DistinctRows {
  /** Indices of the rows that stay, in time order. */
  readonly kept: Uint32Array;
  /** Rows that were dropped because an identical one stays. */
  readonly duplicates: number;
  /** Index of the first of them. */
  readonly firstDuplicate?: number;
  /** Rows that were dropped although the row that stays has other values. */
  readonly conflicts: number;
  readonly firstConflict?: RowConflict;
}

/** Two different rows of the same time, in their order. */
export interface RowConflict {
  /** Name of the first column in which they differ. */
  readonly column: string;
  readonly values: readonly [number, number];
  readonly indices: readonly [number, number];
}

/**
 * Returns which rows stay when no two may have the same time. `order` lists the rows by `openTime`, and rows of
 * the same time in the order that `side` refers to. Cells are compared by `Object.is`: NaN equals NaN, -0 does not
 * equal 0.
 */
export function dropRepeats(
  openTime: Float64Array,
  columns: readonly Column[],
  order: Uint32Array,
  side: KeptSide,
): DistinctRows {
  const kept = new Uint32Array(order.length);
  let count = 0;
  let duplicates = 0;
  let firstDuplicate: number | undefined;
  let conflicts = 0;
  let firstConflict: RowConflict | undefined;
  for (const index of order) {
    const before = kept[count - 1];
    if (count === 0 || openTime[index] !== openTime[before]) {
      kept[count++] = index;
      continue;
    }
    const column = columns.find(({ values }) => !Object.is(values[index], values[before]));
    if (column === undefined) {
      duplicates++;
      firstDuplicate ??= index;
      continue;
    }
    conflicts++;
    firstConflict ??= {
      column: column.name,
      values: [column.values[before], column.values[index]],
      indices: [before, index],
    };
    if (side === 'last') kept[count - 1] = index;
  }
  return {
    kept: kept.subarray(0, count),
    duplicates,
    conflicts,
    ...(firstDuplicate === undefined ? {} : { firstDuplicate }),
    ...(firstConflict === undefined ? {} : { firstConflict }),
  };
}

/** Returns the values at `indices`, in their order. */
export function gather(values: Float64Array, indices: Uint32Array): Float64Array {
  const gathered = new Float64Array(indices.length);
  for (let place = 0; place < indices.length; place++) gathered[place] = values[indices[place]];
  return gathered;
}
