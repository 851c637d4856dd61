import type { Feature } from '../../src/core/features/feature';
import { computeSma } from '../../src/core/features/indicators';

const windowBars = 50;

/** close / SMA 50 - 1 */
export const gapFeature: Feature = {
  name: 'gap_50',
  family: 'price',
  meaning: `close over its mean of ${windowBars} bars, less 1`,
  lookBackBars: windowBars - 1,
  needs: [],
  isDefault: false,
  compute({ close }, out) {
    computeSma(close, windowBars, out);
    for (let t = 0; t < out.length; t++) out[t] = close[t] / out[t] - 1;
  },
};
