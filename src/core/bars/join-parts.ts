import { countBars, type BarIndex, type BarRange, type Bars } from './bars';
import { mapColumns, readColumn, type Column } from './columns';

/** Parts one after the other: not yet bars, since times may repeat or step back from part to part. */
export interface JoinedParts {
  readonly bars: Bars;
  /** Part that each bar is of, as a position in the list that was given. */
  readonly partOf: Uint32Array;
  /** The bars of each part, in their order here. */
  readonly ranges: readonly BarRange[];
  placeOf(index: number): PartPlace;
}

/** A bar of one of several parts. */
export interface PartPlace {
  readonly part: number;
  readonly bar: BarIndex;
}

/**
 * Returns all parts one after the other, earliest start first, with the columns that all of them have;
 * parts without bars do not count. At least one has bars.
 */
export function joinParts(parts: readonly Bars[]): JoinedParts {
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
 * Returns the indices of joined bars in the order of time, those of one time in the order of the parts.
 * Each part is in order, so that they are merged one after the other instead of sorted.
 */
export function orderJoined({ bars, partOf, ranges }: JoinedParts): Uint32Array {
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
