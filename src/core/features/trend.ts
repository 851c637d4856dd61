import { computeSma } from '../indicators/sma';
import { isAlwaysAvailable, type Feature } from './feature';

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
