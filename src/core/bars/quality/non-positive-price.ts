import { priceColumns, type RowCheck } from './row-check';

/** The four prices must be above 0. */
export const nonPositivePrice: RowCheck = {
  check: 'non-positive-price',
  find({ open, high, low, close }, onBad) {
    for (let index = 0; index < open.length; index++) {
      if (open[index] <= 0 || high[index] <= 0 || low[index] <= 0 || close[index] <= 0) {
        onBad(index);
      }
    }
  },
  describe({ columns }, index) {
    const column = priceColumns.find((name) => columns[name][index] <= 0) ?? 'close';
    return `${column} is ${columns[column][index]}, but a price is above 0`;
  },
};
