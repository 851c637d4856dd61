import type { Feature } from './feature';
import { computeSma } from './indicators';

const windowBars = 60;

/**
 * ln((close x volume + 1) / (its mean over 60 bars + 1)): the traded value relative to its recent mean. The
 * ones keep the value finite at bars without volume, which real data has.
 */
export const dollarVolumeFeature: Feature = {
  name: 'dollar_volume',
  family: 'volume',
  meaning: `logarithm of the traded value over its mean of ${windowBars} bars`,
  lookBackBars: windowBars - 1,
  needs: ['volume'],
  isDefault: true,
  compute({ close, volume }, out, { scratch: value }) {
    for (let t = 0; t < value.length; t++) value[t] = close[t] * volume[t];
    computeSma(value, windowBars, out);
    // Two loops: a call of the logarithm between divisions would keep the processor from overlapping them.
    for (let t = 0; t < out.length; t++) out[t] = (value[t] + 1) / (out[t] + 1);
    for (let t = 0; t < out.length; t++) out[t] = Math.log(out[t]);
  },
};
