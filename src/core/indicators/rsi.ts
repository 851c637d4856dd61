import { computeSma } from './sma';
import { checkWindowLength } from './window-length';

/** How gains and losses are averaged: Wilder's decay of 1 / length, or a plain window. */
export type RsiSmoothing = 'wilder' | 'simple';

/**
 * Returns the relative strength index, 0 to 100: 100 x gain / (gain + loss), where both are averages
 * over `length` changes; NaN before there are so many, 50 where no price moved. Uses closes <= t only.
 *
 * Source: J. Welles Wilder, New Concepts in Technical Trading Systems, 1978. His averages begin as
 * those of the first `length` changes.
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
    const total = gains[t - 1] + losses[t - 1];
    index[t] = total === 0 ? 50 : (100 * gains[t - 1]) / total;
  }
  return index;
}

/** Returns the size of each change in the direction of `sign`, 0 for the others; one less than closes. */
function collectMoves(close: Float64Array, sign: 1 | -1): Float64Array {
  const moves = new Float64Array(Math.max(0, close.length - 1));
  for (let t = 1; t < close.length; t++) {
    moves[t - 1] = Math.max(0, sign * (close[t] - close[t - 1]));
  }
  return moves;
}

/** Returns, from `length` moves on, the mean of the first ones moved on by 1 / length of each next. */
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
