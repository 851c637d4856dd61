/**
 * Returns the simple moving average: at t the mean of `values[t - length + 1 .. t]`, NaN before
 * there are `length` values. Uses values <= t only. Written to `means`, where it is given.
 *
 * No sum is carried from window to window, so that rounding errors cannot accumulate and a NaN cannot
 * outlive its window. Values are cut into blocks of `length`. Each window consists of the tail of one block
 * and the head of the next, whose sums need additions only (van Herk, 1992; Gil and Werman, 1993). The
 * summands are differences from the head's first value, which each of these windows contains, so that
 * equal values give their mean exactly.
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

/** Sets `tails[i]` to the sum of `value - pivot` over the block before `start`, from its value `i` to its end. */
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

/**
 * Returns the moving sample standard deviation (ddof 1): at t that of `values[t - length + 1 .. t]`,
 * NaN before there are `length` values. Uses values <= t only. Written to `deviations`, where it is given.
 *
 * Sums are formed in blocks as in `computeSma`. With d the distance to a pivot within the window,
 * variance = (n sum(d^2) - sum(d)^2) / (n (n - 1)). Since the pivot is one of the n values, n sum(d^2)
 * is at most n + 1 times this difference, so that little is lost to cancellation, and equal values
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
  // A multiplication is several times faster than a division, which would take most of the time.
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
      // Faster than Math.max, which also has to order -0 and 0. NaN stays NaN.
      deviations[t] = Math.sqrt((scatter < 0 ? 0 : scatter) * part);
    }
  }
  return deviations.fill(NaN, 0, Math.min(length - 1, values.length));
}

/** How gains and losses are averaged: Wilder's exponential decay of 1 / length, or a simple moving average. */
type RsiSmoothing = 'wilder' | 'simple';

/**
 * Returns the relative strength index, 0 to 100: 100 x gain / (gain + loss), where both are averages
 * over `length` changes; NaN in the first `length` bars, 50 where no price moved. Uses closes <= t only.
 *
 * Source: J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. His averages start with the
 * plain mean of the first `length` changes.
 */
export function computeRsi(
  close: Float64Array,
  length: number,
  smoothing: RsiSmoothing,
): Float64Array {
  checkWindowLength('rsi', length);
  const average = smoothing === 'wilder' ? smoothLikeWilder : computeSma;
  const gains = average(collectMoves(close, 1), length);
  const losses = average(collectMoves(close, -1), length);
  const index = new Float64Array(close.length).fill(NaN);
  for (let t = length; t < close.length; t++) {
    index[t] = toRsi(gains[t - 1], losses[t - 1]);
  }
  return index;
}

/** Returns the relative strength index of an average gain and loss, 0 to 100; 50 where no price moved. */
export function toRsi(gain: number, loss: number): number {
  const total = gain + loss;
  return total === 0 ? 50 : (100 * gain) / total;
}

/** Returns the size of each change in the direction of `sign`, else 0; one value less than there are closes. */
function collectMoves(close: Float64Array, sign: 1 | -1): Float64Array {
  const moves = new Float64Array(Math.max(0, close.length - 1));
  for (let t = 1; t < close.length; t++) {
    moves[t - 1] = Math.max(0, sign * (close[t] - close[t - 1]));
  }
  return moves;
}

/** Returns the mean of the first `length` moves, then updated with weight 1 / length by each further move. */
function smoothLikeWilder(moves: Float64Array, length: number): Float64Array {
  const averages = new Float64Array(moves.length).fill(NaN);
  if (moves.length < length) return averages;
  let average = 0;
  for (let t = 0; t < moves.length; t++) {
    average += t < length ? moves[t] / length : (moves[t] - average) / length;
    if (t >= length - 1) averages[t] = average;
  }
  return averages;
}

/** Throws `RangeError` unless `length` is a whole number from `min`. */
function checkWindowLength(indicator: string, length: number, min = 1): void {
  if (Number.isInteger(length) && length >= min) return;
  throw new RangeError(
    `${indicator}: length must be a whole number of at least ${min}, was ${length}`,
  );
}
