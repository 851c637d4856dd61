import { isAlwaysAvailable, type Feature } from './feature';

/** (high - low) / close of the bar itself. */
export const highLowRangeFeature: Feature = {
  name: 'high_low_range',
  warmUpBars: 0,
  isAvailable: isAlwaysAvailable,
  fill({ high, low, close }, out) {
    for (let t = 0; t < out.length; t++) out[t] = (high[t] - low[t]) / close[t];
  },
};
