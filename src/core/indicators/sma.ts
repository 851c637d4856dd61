import { checkWindowLength } from './window-length';

/**
 * Returns the simple moving average: at t the mean of `values[t - length + 1 .. t]`, NaN before
 * there are `length` values. Uses values <= t only. Written to `means`, where it is given.
 *
 * No sum is carried from window to window, so that errors cannot build up and a NaN cannot outlive
 * its window. Values are cut in blocks of `length`; a window then is a tail of one block and a head
 * of the next, and both sums grow by additions alone (van Herk, 1992; Gil and Werman, 1993). What is
 * summed is the distance to the head's first value, which each of these windows contains: equal
 * values give their mean exactly.
 */
export function computeSma(
  values: Float64Array,
  length: number,
  means: Float64Array = new Float64Array(values.length),
): Float64Array {
  checkWindowLength('sma', length);
  const tails = new Float64Array(length + 1);
  const part = 1 / length;
  for (let start = 0; start < values.length; start += length) {
    const pivot = values[start];
    if (start > 0) sumTails(values, start, length, pivot, tails);
    const end = Math.min(start + length, values.length);
    let head = 0;
    for (let t = start; t < end; t++) {
      head += values[t] - pivot;
      means[t] = pivot + (head + tails[t - start + 1]) * part;
    }
  }
  return means.fill(NaN, 0, Math.min(length - 1, values.length));
}

/** Sets `tails[i]` to the sum of `value - pivot` from place `i` of the block before `start`. */
function sumTails(
  values: Float64Array,
  start: number,
  length: number,
  pivot: number,
  tails: Float64Array,
): void {
  let sum = 0;
  for (let place = length - 1; place > 0; place--) {
    sum += values[start - length + place] - pivot;
    tails[place] = sum;
  }
}
