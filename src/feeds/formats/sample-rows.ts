/** Rows that a sample takes from the start, from the middle and from the end of a table. */
const firstRows = 150;
const middleRows = 150;
const lastRows = 100;

/** Rows of a sample, at most. */
export const maxSampleRows = firstRows + middleRows + lastRows;

/** Indexes of the rows to look at: the first, the last and some evenly between, in order. */
export function pickSampleRows(rows: number): readonly number[] {
  if (rows <= maxSampleRows) return Array.from({ length: rows }, (_, index) => index);
  const middle = rows - firstRows - lastRows;
  return [
    ...Array.from({ length: firstRows }, (_, index) => index),
    ...Array.from(
      { length: middleRows },
      (_, index) => firstRows + Math.floor(((index + 0.5) * middle) / middleRows),
    ),
    ...Array.from({ length: lastRows }, (_, index) => rows - lastRows + index),
  ];
}

/** A time in ms as a sample shows it; without the `Z` where the file names no zone; '' for NaN. */
export function formatSampleTime(time: number, hasZone: boolean): string {
  if (!(Math.abs(time) <= latestDateMs)) return '';
  const text = new Date(time).toISOString();
  return hasZone ? text : text.slice(0, -1);
}

/** The furthest that a `Date` reaches. */
const latestDateMs = 8.64e15;
