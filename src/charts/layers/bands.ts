import { buildBandLayer } from '../market/band-layer';
import {
  computeBollinger,
  computeDonchian,
  computeSupertrend,
  computeVwap,
} from '../market/indicators';
import { type ChartLayer, buildAdjustable } from '../market/layer';

/** Bands about a mean of closes, in standard deviations. */
export const bollinger = buildAdjustable(
  {
    label: 'Bollinger bands',
    meaning: 'Two standard deviations about the mean of the last closes.',
    fields: [
      { name: 'length', label: 'Candles', default: 20, min: 2, max: 500, isWhole: true },
      { name: 'width', label: 'Deviations', default: 2, min: 0.5, max: 5, step: 0.5 },
    ],
    isHidden: true,
  },
  ({ length, width }) =>
    buildBandLayer({
      name: 'Bollinger',
      lines: [
        { name: 'BB high', color: 'band' },
        { name: 'BB low', color: 'band' },
      ],
      compute: ({ close }) => computeBollinger(close, length, width),
      maxStep: length,
      isFilled: true,
    }),
);

/** The mean price of the UTC day so far, weighted by volume. */
export const vwap: ChartLayer = {
  ...buildBandLayer({
    name: 'VWAP',
    lines: [{ name: 'VWAP', color: 'vwap' }],
    compute: (candles) => [computeVwap(candles)],
    maxStep: 240,
  }),
  meaning: 'Mean price of the UTC day so far, weighted by volume.',
  isHidden: true,
};

/** The highest high and the lowest low of some candles. */
export const donchian = buildAdjustable(
  {
    label: 'Donchian channel',
    meaning: 'Highest high and lowest low of the last candles.',
    fields: [{ name: 'length', label: 'Candles', default: 20, min: 2, max: 500, isWhole: true }],
    isHidden: true,
  },
  ({ length }) =>
    buildBandLayer({
      name: 'Donchian',
      lines: [
        { name: 'DC high', color: 'chartLine' },
        { name: 'DC low', color: 'chartLine' },
      ],
      compute: (candles) => computeDonchian(candles, length),
      maxStep: length,
      isFilled: true,
    }),
);

/** A line that follows the trend at a distance of some average true ranges. */
export const supertrend = buildAdjustable(
  {
    label: 'Supertrend',
    meaning: 'Follows a trend at some average true ranges; a close beyond it turns the trend.',
    fields: [
      { name: 'length', label: 'Candles', default: 10, min: 1, max: 200, isWhole: true },
      { name: 'factor', label: 'True ranges', default: 3, min: 0.5, max: 10, step: 0.5 },
    ],
    isHidden: true,
  },
  ({ length, factor }) =>
    buildBandLayer({
      name: 'Supertrend',
      lines: [
        { name: 'ST up', color: 'up' },
        { name: 'ST down', color: 'down' },
      ],
      compute: (candles) => computeSupertrend(candles, length, factor),
      maxStep: length,
    }),
);
