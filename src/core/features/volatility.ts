import type { Feature } from './feature';
import { computeDeviation } from './indicators';

/** `vol_n`: sample standard deviation (ddof 1) of the last n one-bar returns. */
export const deviationFeatures: readonly Feature[] = [20, 60].map((windowBars) => ({
  name: `vol_${windowBars}`,
  family: 'volatility',
  meaning: `standard deviation of the last ${windowBars} returns`,
  // The first return is NaN, and so is every window that contains it: one bar more.
  lookBackBars: windowBars,
  needs: [],
  isDefault: true,
  compute: (_, out, { returns }) => computeDeviation(returns, windowBars, out),
}));

/** (high - low) / close of the bar itself. */
export const highLowRangeFeature: Feature = {
  name: 'high_low_range',
  family: 'volatility',
  meaning: 'high less low of the bar, over its close',
  lookBackBars: 0,
  needs: [],
  isDefault: true,
  compute({ high, low, close }, out) {
    for (let t = 0; t < out.length; t++) out[t] = (high[t] - low[t]) / close[t];
  },
};
