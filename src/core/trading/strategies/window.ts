import { toRsi } from '../../features/indicators';

/**
 * Indicators of the last values of a window. Each is computed anew from exactly the values that it names, in a fixed order: wherever a
 * run starts, and live, the same bars give the same bits. `end` is the row after the last value. Nothing is allocated.
 */

/** Returns the mean of `length` values. */
export function measureMean(values: Float64Array, end: number, length: number): number {
  let sum = 0;
  for (let row = end - length; row < end; row++) sum += values[row];
  return sum / length;
}

/** Returns the standard deviation of `length` values around their `mean`, divided by `length - ddof`. */
export function measureDeviation(
  values: Float64Array,
  end: number,
  length: number,
  mean: number,
  ddof: 0 | 1,
): number {
  let squares = 0;
  for (let row = end - length; row < end; row++) squares += (values[row] - mean) ** 2;
  return Math.sqrt(squares / (length - ddof));
}

/** Returns the sample standard deviation (ddof 1) of the last `length` returns, which are of `length + 1` values. */
export function measureVolatility(close: Float64Array, end: number, length: number): number {
  const start = end - length;
  let sum = 0;
  for (let row = start; row < end; row++) sum += close[row] / close[row - 1] - 1;
  const mean = sum / length;
  let squares = 0;
  for (let row = start; row < end; row++) {
    squares += (close[row] / close[row - 1] - 1 - mean) ** 2;
  }
  return Math.sqrt(squares / (length - 1));
}

/** Returns the highest of `length` values. */
export function findHighest(values: Float64Array, end: number, length: number): number {
  let highest = -Infinity;
  for (let row = end - length; row < end; row++) {
    if (values[row] > highest) highest = values[row];
  }
  return highest;
}

/** Returns the lowest of `length` values. */
export function findLowest(values: Float64Array, end: number, length: number): number {
  let lowest = Infinity;
  for (let row = end - length; row < end; row++) if (values[row] < lowest) lowest = values[row];
  return lowest;
}

/**
 * Returns the relative strength index of the last `bars` closes as Wilder smooths it, 0 to 100: the mean of the first `length` changes,
 * then updated with weight 1 / length. That of a chart started earlier, which matters less the more bars there are.
 */
export function measureRsi(close: Float64Array, end: number, bars: number, length: number): number {
  let gain = 0;
  let loss = 0;
  const first = end - bars + 1;
  for (let row = first; row < end; row++) {
    const move = close[row] - close[row - 1];
    const rise = move > 0 ? move : 0;
    const fall = move < 0 ? -move : 0;
    if (row < first + length) {
      gain += rise / length;
      loss += fall / length;
    } else {
      gain += (rise - gain) / length;
      loss += (fall - loss) / length;
    }
  }
  return toRsi(gain, loss);
}
