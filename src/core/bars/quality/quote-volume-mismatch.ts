import type { BarCheck } from './bar-check';
import { findInBars } from './finding';

/** Part of the price by which an average may lie outside the bar, for rounding. */
export const quoteVolumeTolerance = 0.001;

/**
 * Bars whose quote volume is not price x volume: the average price that the two make lies outside
 * [low, high] by more than 0.1%, or only one of them is 0.
 */
export const checkQuoteVolume: BarCheck = ({ openTime, high, low, volume, quoteVolume }) => {
  if (quoteVolume === undefined) return undefined;
  let count = 0;
  let first = -1;
  for (let bar = 0; bar < volume.length; bar++) {
    const quote = quoteVolume[bar];
    const isConsistent =
      quote >= low[bar] * volume[bar] * (1 - quoteVolumeTolerance) &&
      quote <= high[bar] * volume[bar] * (1 + quoteVolumeTolerance);
    if (isConsistent) continue;
    if (count === 0) first = bar;
    count++;
  }
  if (count === 0) return undefined;
  const detail =
    `quote volume ${quoteVolume[first]} for volume ${volume[first]} ` +
    `at prices from ${low[first]} to ${high[first]}`;
  return findInBars('quote-volume-mismatch', count, openTime[first], detail);
};
