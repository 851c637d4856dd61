import { type Feature, fillReturns, isAlwaysAvailable } from './feature';
import { computeSma } from './indicators';

/** `ret_k`: close[t] / close[t - k] - 1. */
export const returnFeatures: readonly Feature[] = [1, 5, 15].map((lagBars) => ({
  name: `ret_${lagBars}`,
  warmUpBars: lagBars,
  isAvailable: isAlwaysAvailable,
  fill({ close }, out, shared) {
    if (lagBars === 1) out.set(shared.returns);
    else fillReturns(close, lagBars, out);
  },
}));

const shortBars = 20;
const longBars = 60;

/** SMA 20 / SMA 60 - 1 of the close. */
export const trendFeature: Feature = {
  name: 'trend',
  warmUpBars: longBars - 1,
  isAvailable: isAlwaysAvailable,
  fill({ close }, out, { scratch: long }) {
    computeSma(close, longBars, long);
    computeSma(close, shortBars, out);
    for (let t = 0; t < out.length; t++) out[t] = out[t] / long[t] - 1;
  },
};

/** (high - low) / close of the bar itself. */
export const highLowRangeFeature: Feature = {
  name: 'high_low_range',
  warmUpBars: 0,
  isAvailable: isAlwaysAvailable,
  fill({ high, low, close }, out) {
    for (let t = 0; t < out.length; t++) out[t] = (high[t] - low[t]) / close[t];
  },
};
