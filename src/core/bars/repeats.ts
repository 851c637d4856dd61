import type { Column } from './columns';

/** Which of two bars of one time that differ stays: the one that comes first, or last. */
export type KeptSide = 'first' | 'last';

/** What is left of rows of which some have one time. */
export interface DistinctRows {
  /** Indices of the rows that stay, in the order of time. */
  readonly kept: Uint32Array;
  /** Rows that were dropped because an identical one stays. */
  readonly duplicates: number;
  /** Index of the first of them. */
  readonly firstDuplicate?: number;
  /** Rows that were dropped although the one that stays is different. */
  readonly conflicts: number;
  readonly firstConflict?: RowConflict;
}

/** Two rows of one time that differ, in their order. */
export interface RowConflict {
  /** Name of the first column in which they do. */
  readonly column: string;
  readonly values: readonly [number, number];
  readonly indices: readonly [number, number];
}

/**
 * Returns which rows stay so that no two have one time. `order` lists rows by `openTime`, rows of one
 * time in the order that `side` means. Cells are the same as `Object.is` has it: NaN is, -0 and 0 are not.
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
