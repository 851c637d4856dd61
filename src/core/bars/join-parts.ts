import { countBars, type BarIndex, type Bars } from './bars';
import { mapColumns, readColumn, type Column } from './columns';

/** Parts one after the other: not yet bars, since times may repeat or step back from part to part. */
export interface JoinedParts {
  readonly bars: Bars;
  /** Part that each bar is of, as a position in the list that was given. */
  readonly partOf: Uint32Array;
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
  let start = 0;
  for (const { bars, part } of placed) {
    starts.set(part, start);
    partOf.fill(part, start, start + countBars(bars));
    start += countBars(bars);
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
    placeOf: (index) => ({
      part: partOf[index],
      bar: index - (starts.get(partOf[index]) ?? 0),
    }),
  };
}
