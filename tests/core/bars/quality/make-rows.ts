import { type Bars, listColumns, mapColumns } from '../../../../src/core/bars/bars';
import type { RawRows } from '../../../../src/core/bars/quality/row-checks';
import { makeBars } from '../make-bars';

/** Rows that can be changed, with the bars that they were made of. */
export interface MadeRows {
  readonly rows: RawRows;
  readonly bars: Bars;
}

/** Returns clean rows: row numbers count from 1, below a header. */
export function makeRows(count: number, seed = 1): MadeRows {
  const bars = { ...makeBars(count, { seed }), extras: { mood: new Float64Array(count).fill(-1) } };
  return { rows: toRows(bars), bars };
}

/** Returns bars as the rows of a file with one line of header; columns are copies. */
export function toRows(bars: Bars): RawRows {
  const { intervalMs: _, extras, ...columns } = mapColumns(bars, ({ values }) => values.slice());
  return { columns, extras: extras ?? {}, rowOf: (index) => index + 2 };
}

/** Returns the rows at `indices`, which keep their numbers. */
export function pickRows(rows: RawRows, indices: readonly number[]): RawRows {
  const source = { intervalMs: NaN, ...rows.columns, extras: rows.extras };
  const {
    intervalMs: _,
    extras,
    ...columns
  } = mapColumns(source, ({ values }) => Float64Array.from(indices, (index) => values[index]));
  return { columns, extras: extras ?? {}, rowOf: (place) => rows.rowOf(indices[place]) };
}

/** Whether two bars have the same columns, bit for bit. */
export function isSameBars(a: Bars | undefined, b: Bars | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  const [own, other] = [listColumns(a), listColumns(b)];
  return (
    a.intervalMs === b.intervalMs &&
    own.length === other.length &&
    own.every(
      ({ name, values }, column) =>
        name === other[column].name &&
        values.length === other[column].values.length &&
        values.every((value, row) => Object.is(value, other[column].values[row])),
    )
  );
}
