/** Rows in the order of time. */
export interface RowOrder {
  /** Indices of rows by time; rows of one time in the order of the file. */
  readonly order: Uint32Array;
  /** Rows whose time is before that of the row before them. */
  readonly disorder: number;
  /** Index of the first of them, and of the row before it. */
  readonly firstDisorder?: readonly [number, number];
}

/** Returns the order of the rows that `isWanted`, whose times are finite. Sorts only where needed. */
export function orderRows(openTime: Float64Array, isWanted: (index: number) => boolean): RowOrder {
  const order = new Uint32Array(openTime.length);
  let count = 0;
  let disorder = 0;
  let firstDisorder: readonly [number, number] | undefined;
  for (let index = 0; index < openTime.length; index++) {
    if (!isWanted(index)) continue;
    if (count > 0) {
      const before = order[count - 1];
      if (openTime[index] < openTime[before]) {
        disorder++;
        firstDisorder ??= [before, index];
      }
    }
    order[count++] = index;
  }
  const wanted = order.subarray(0, count);
  if (firstDisorder === undefined) return { order: wanted, disorder };
  const isNewestFirst = disorder === count - 1;
  if (isNewestFirst) wanted.reverse();
  else wanted.sort((a, b) => openTime[a] - openTime[b] || a - b);
  return { order: wanted, disorder, firstDisorder };
}
