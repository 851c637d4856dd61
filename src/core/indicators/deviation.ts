import { checkWindowLength } from './window-length';

/**
 * Returns the moving sample standard deviation (ddof 1): at t that of `values[t - length + 1 .. t]`,
 * NaN before there are `length` values. Uses values <= t only. Written to `deviations`, where it is given.
 *
 * Sums are formed in blocks as in `computeSma`. With d the distance to a pivot within the window,
 * variance = (n sum(d^2) - sum(d)^2) / (n (n - 1)); since the pivot is one of the n values, sum(d^2)
 * is at most n + 1 times the difference, so that little is lost to cancellation, and equal values
 * give exactly 0.
 */
export function computeDeviation(
  values: Float64Array,
  length: number,
  deviations: Float64Array = new Float64Array(values.length),
): Float64Array {
  checkWindowLength('deviation', length, 2);
  const tails = new Float64Array(length + 1);
  const squareTails = new Float64Array(length + 1);
  // A factor is several times faster than a division, which would be most of the work.
  const part = 1 / (length * (length - 1));
  for (let start = 0; start < values.length; start += length) {
    const pivot = values[start];
    let sum = 0;
    let squares = 0;
    for (let place = length - 1; place > 0 && start > 0; place--) {
      const distance = values[start - length + place] - pivot;
      tails[place] = sum += distance;
      squareTails[place] = squares += distance * distance;
    }
    const end = Math.min(start + length, values.length);
    sum = 0;
    squares = 0;
    for (let t = start; t < end; t++) {
      const distance = values[t] - pivot;
      sum += distance;
      squares += distance * distance;
      const all = sum + tails[t - start + 1];
      const scatter = length * (squares + squareTails[t - start + 1]) - all * all;
      // Unlike this, Math.max looks for -0 as well. NaN stays NaN.
      deviations[t] = Math.sqrt((scatter < 0 ? 0 : scatter) * part);
    }
  }
  return deviations.fill(NaN, 0, Math.min(length - 1, values.length));
}
