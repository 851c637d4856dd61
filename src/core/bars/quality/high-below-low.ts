import type { RowCheck } from './row-check';

/** The high must not be below the low. */
export const highBelowLow: RowCheck = {
  check: 'high-below-low',
  find({ high, low }, onBad) {
    for (let index = 0; index < high.length; index++) {
      if (high[index] < low[index]) onBad(index);
    }
  },
  describe: ({ columns: { high, low } }, index) => `high ${high[index]} is below low ${low[index]}`,
};
