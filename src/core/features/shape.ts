import type { Feature } from './feature';
import { computeSma } from './indicators';

type Shape = Pick<Feature, 'name' | 'meaning' | 'compute'> & { readonly lookBackBars?: number };

const declare = ({ lookBackBars = 0, ...shape }: Shape): Feature => ({
  ...shape,
  family: 'shape',
  lookBackBars,
  needs: [],
  isDefault: false,
});

const windowBars = 60;

/** How price moved within and between bars, apart from how far. */
export const shapeFeatures: readonly Feature[] = [
  /** (high - the higher of open and close) / close. */
  declare({
    name: 'upper_wick',
    meaning: 'high less the higher of open and close, over the close',
    compute({ open, high, close }, out) {
      for (let t = 0; t < out.length; t++) {
        out[t] = (high[t] - Math.max(open[t], close[t])) / close[t];
      }
    },
  }),
  /** (the lower of open and close - low) / close. */
  declare({
    name: 'lower_wick',
    meaning: 'the lower of open and close less the low, over the close',
    compute({ open, low, close }, out) {
      for (let t = 0; t < out.length; t++) {
        out[t] = (Math.min(open[t], close[t]) - low[t]) / close[t];
      }
    },
  }),
  /** open[t] / close[t - 1] - 1. */
  declare({
    name: 'open_gap',
    meaning: 'open over the last close, less 1',
    lookBackBars: 1,
    compute({ open, close }, out) {
      for (let t = 1; t < out.length; t++) out[t] = open[t] / close[t - 1] - 1;
      out.fill(NaN, 0, 1);
    },
  }),
  /**
   * (mean squared gain - mean squared loss) / mean squared return over 60 returns: 1 where price only rose, -1 where
   * it only fell, 0 where nothing moved. Barndorff-Nielsen, Kinnebrock and Shephard, Measuring downside risk:
   * realised semivariance, 2010.
   */
  declare({
    name: `semivariance_${windowBars}`,
    meaning: `squared gains less squared losses over all squares of ${windowBars} returns`,
    lookBackBars: windowBars,
    compute(_, out, { returns, scratch }) {
      const signed = new Float64Array(returns.length);
      for (let t = 0; t < signed.length; t++) {
        scratch[t] = returns[t] * returns[t];
        signed[t] = returns[t] < 0 ? -scratch[t] : scratch[t];
      }
      computeSma(signed, windowBars, out);
      const all = computeSma(scratch, windowBars, signed);
      for (let t = 0; t < out.length; t++) out[t] = all[t] === 0 ? 0 : out[t] / all[t];
    },
  }),
];
