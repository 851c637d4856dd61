import { type Feature, fillReturns } from './feature';
import { computeSma } from './indicators';

/** `ret_k`: close[t] / close[t - k] - 1. */
export const returnFeatures: readonly Feature[] = [1, 5, 15, 60, 240].map((lagBars) => ({
  name: `ret_${lagBars}`,
  family: 'price',
  meaning: `return of ${lagBars === 1 ? 'the bar' : `the last ${lagBars} bars`}`,
  lookBackBars: lagBars,
  needs: [],
  isDefault: lagBars <= 15,
  compute({ close }, out, shared) {
    if (lagBars === 1) out.set(shared.returns);
    else fillReturns(close, lagBars, out);
  },
}));

const shortBars = 20;
const longBars = 60;

/** SMA 20 / SMA 60 - 1 of the close. */
export const trendFeature: Feature = {
  name: 'trend',
  family: 'price',
  meaning: `mean close of ${shortBars} bars over that of ${longBars}, less 1`,
  lookBackBars: longBars - 1,
  needs: [],
  isDefault: true,
  compute({ close }, out, { scratch: long }) {
    computeSma(close, longBars, long);
    computeSma(close, shortBars, out);
    for (let t = 0; t < out.length; t++) out[t] = out[t] / long[t] - 1;
  },
};
