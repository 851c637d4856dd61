import { priceColumns, type RowCheck } from './row-check';

/** The four prices must be finite numbers. */
export const notANumber: RowCheck = {
  check: 'not-a-number',
  find({ open, high, low, close }, onBad) {
    for (let index = 0; index < open.length; index++) {
      // A sum is finite only if all of it is; prices near the largest float64 are no prices either.
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
