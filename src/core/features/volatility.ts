import type { Feature } from './feature';
import { computeDeviation } from './indicators';

/** `vol_n`: sample standard deviation (ddof 1) of the last n one-bar returns. */
export const deviationFeatures: readonly Feature[] = [20, 60, 240].map((windowBars) => ({
  name: `vol_${windowBars}`,
  family: 'volatility',
  meaning: `standard deviation of the last ${windowBars} returns`,
  // The first return is NaN, and so is every window that contains it: one bar more.
  lookBackBars: windowBars,
  needs: [],
  isDefault: windowBars <= 60,
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

const shortBars = 5;
const longBars = 60;

/** Deviation of the last 5 returns over that of the last 60; 1 where nothing moved in either. */
export const volatilityRatioFeature: Feature = {
  name: 'vol_ratio',
  family: 'volatility',
  meaning: `standard deviation of the last ${shortBars} returns over that of the last ${longBars}`,
  lookBackBars: longBars,
  needs: [],
  isDefault: false,
  compute(_, out, { returns, scratch: long }) {
    computeDeviation(returns, longBars, long);
    computeDeviation(returns, shortBars, out);
    for (let t = 0; t < out.length; t++) out[t] = long[t] === 0 ? 1 : out[t] / long[t];
  },
};
