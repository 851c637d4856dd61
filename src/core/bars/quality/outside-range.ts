import type { RowCheck } from './row-check';

/** Open and close must lie between low and high. */
export const outsideRange: RowCheck = {
  check: 'outside-range',
  find({ open, high, low, close }, onBad) {
    for (let index = 0; index < open.length; index++) {
      const isInside =
        open[index] <= high[index] &&
        close[index] <= high[index] &&
        open[index] >= low[index] &&
        close[index] >= low[index];
      if (!isInside) onBad(index);
    }
  },
  describe({ columns: { open, high, low, close } }, index) {
    const isOpen = open[index] > high[index] || open[index] < low[index];
    const [name, price] = isOpen ? ['open', open[index]] : ['close', close[index]];
    return price > high[index]
      ? `${name} ${price} is above high ${high[index]}`
      : `${name} ${price} is below low ${low[index]}`;
  },
};
