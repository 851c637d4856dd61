import { takeRows } from './recognise/series/split-rows';
import type { RawBars } from './table';

/**
 * Returns the rows of each series that a table holds without a column that tells them apart, in the order of the file:
 * stretches that each start again at an earlier time, or equally many rows of every time, of which the first are one
 * series, the second another. Returns all rows as they are where the order proves no series.
 */
export function separateRows(rows: RawBars): readonly RawBars[] {
  const { openTime } = rows.columns;
  const seriesOf = numberStretches(openTime) ?? numberRepeats(openTime);
  if (seriesOf === undefined) return [rows];
  const count = seriesOf.reduce((most, series) => Math.max(most, series), 0) + 1;
  const indices = Array.from({ length: count }, (): number[] => []);
  seriesOf.forEach((series, row) => indices[series].push(row));
  return indices.map((own) => pickRows(rows, Uint32Array.from(own)));
}

/** More are rows in disorder. */
const maxSeries = 16;

/** The stretch of each row: time goes one way in each; undefined where there are too many, or a time is twice in one. */
function numberStretches(openTime: Float64Array): Uint16Array | undefined {
  const steps = openTime.subarray(1).map((time, row) => Math.sign(time - openTime[row]));
  const direction =
    steps.reduce((sum, sign) => sum + (Number.isNaN(sign) ? 0 : sign), 0) < 0 ? -1 : 1;
  const stretchOf = new Uint16Array(openTime.length);
  let stretch = 0;
  let before = NaN;
  for (const [row, time] of openTime.entries()) {
    if (time === before) return undefined;
    if (Number.isFinite(time) && (time - before) * direction < 0 && ++stretch >= maxSeries)
      return undefined;
    // Rows without a time belong to what stands before them.
    if (Number.isFinite(time)) before = time;
    stretchOf[row] = stretch;
  }
  return stretch === 0 ? undefined : stretchOf;
}

/** How many rows of the same time come before each row; undefined where times have different numbers of rows. */
function numberRepeats(openTime: Float64Array): Uint16Array | undefined {
  const rowsOf = new Map<number, number>();
  const repeatOf = new Uint16Array(openTime.length);
  for (const [row, time] of openTime.entries()) {
    if (!Number.isFinite(time)) continue;
    const repeat = rowsOf.get(time) ?? 0;
    if (repeat >= maxSeries) return undefined;
    repeatOf[row] = repeat;
    rowsOf.set(time, repeat + 1);
  }
  const [series, ...others] = new Set(rowsOf.values());
  return series > 1 && others.length === 0 ? repeatOf : undefined;
}

function pickRows(rows: RawBars, indices: Uint32Array): RawBars {
  const pick = <Columns extends Readonly<Record<string, Float64Array | undefined>>>(
    columns: Columns,
  ): Columns =>
    Object.fromEntries(
      Object.entries(columns).map(([name, values]) => [name, values && takeRows(values, indices)]),
    ) as Columns;
  const { textOf } = rows;
  return {
    ...rows,
    columns: pick(rows.columns),
    extras: pick(rows.extras),
    rowOf: (index) => rows.rowOf(indices[index]),
    ...(textOf === undefined ? {} : { textOf: (index, column) => textOf(indices[index], column) }),
  };
}
