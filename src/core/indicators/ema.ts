import { checkWindowLength } from './window-length';

/**
 * Returns the exponential moving average with weight 2 / (length + 1) for the newest value. It
 * begins at the first value, so there is no warm-up. Uses values <= t only.
 */
export function computeEma(values: Float64Array, length: number): Float64Array {
  checkWindowLength('ema', length);
  const weight = 2 / (length + 1);
  const averages = new Float64Array(values.length);
  let average = values[0];
  for (let t = 0; t < values.length; t++) {
    average += weight * (values[t] - average);
    averages[t] = average;
  }
  return averages;
}
