/** Rows of one market. */
export interface SymbolRows {
  /** '' of rows that name none. */
  readonly symbol: string;
  /** Their indices, in the order of the file; undefined for all rows. */
  readonly indices: Uint32Array | undefined;
}

/** Groups rows by the value of their symbol's column, in the order in which symbols first appear. */
export function splitBySymbol(
  values: Float64Array,
  symbolOf: (value: number) => string,
): readonly SymbolRows[] {
  const counts = new Map<number, number>();
  // NaN is one key of a Map.
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  const nameOf = (value: number): string => (Number.isNaN(value) ? '' : symbolOf(value));
  if (counts.size <= 1) {
    const [value = NaN] = counts.keys();
    return [{ symbol: nameOf(value), indices: undefined }];
  }
  const groups = new Map<number, { indices: Uint32Array; filled: number }>();
  for (const [value, count] of counts) {
    groups.set(value, { indices: new Uint32Array(count), filled: 0 });
  }
  values.forEach((value, index) => {
    const group = groups.get(value);
    if (group !== undefined) group.indices[group.filled++] = index;
  });
  return [...groups].map(([value, { indices }]) => ({ symbol: nameOf(value), indices }));
}

/** The values at some indices; all of them, not copied, for undefined. */
export function takeRows(values: Float64Array, indices: Uint32Array | undefined): Float64Array {
  if (indices === undefined) return values;
  const taken = new Float64Array(indices.length);
  for (let at = 0; at < indices.length; at++) taken[at] = values[indices[at]];
  return taken;
}
