import type { BarCheck } from './bar-check';
import { findInBars } from './finding';

/** Deviations beyond which a return is an outlier. */
export const outlierDeviations = 20;

/** The mean size of normal values with mean 0 is this part of their deviation: sqrt(2 / pi). */
const meanSizeOfDeviation = Math.sqrt(2 / Math.PI);

/**
 * Bars whose close is more than 20 deviations away from the close before, as a return; steps across a
 * gap are left aside. The deviation is that of a normal distribution with the mean absolute return of
 * all bars: unlike the root of the mean square, one wild bar among few cannot hide itself in it.
 */
export const checkOutliers: BarCheck = ({ openTime, intervalMs, close }) => {
  const isStep = (bar: number): boolean => openTime[bar] - openTime[bar - 1] === intervalMs;
  let sum = 0;
  let steps = 0;
  for (let bar = 1; bar < close.length; bar++) {
    if (!isStep(bar)) continue;
    sum += Math.abs(close[bar] / close[bar - 1] - 1);
    steps++;
  }
  const deviation = sum / steps / meanSizeOfDeviation;
  const limit = outlierDeviations * deviation;
  let count = 0;
  let first = -1;
  for (let bar = 1; bar < close.length; bar++) {
    if (!(Math.abs(close[bar] / close[bar - 1] - 1) > limit) || !isStep(bar)) continue;
    if (count === 0) first = bar;
    count++;
  }
  if (count === 0) return undefined;
  const size = close[first] / close[first - 1] - 1;
  const detail =
    `close ${close[first]} after ${close[first - 1]}: ${(size * 100).toPrecision(3)}% in one bar, ` +
    `${Math.round(Math.abs(size) / deviation)} deviations`;
  return findInBars('outlier', count, openTime[first], detail);
};
