import { computeDeviation, computeSma } from '../../core/features/indicators';
import type { OhlcvSeries } from '../decimate';

/** Candles without a gap, with the starts of their intervals. */
export interface TimedCandles extends OhlcvSeries {
  readonly openTime: Float64Array;
}

const dayMs = 86_400_000;

/**
 * Returns the exponential moving average with weight 2 / (length + 1), which starts at the first value; NaN before there are `length`
 * values. Uses values <= t only.
 */
export function computeEma(values: Float64Array, length: number): Float64Array {
  const averages = new Float64Array(values.length);
  const weight = 2 / (length + 1);
  let average = values[0];
  for (let t = 0; t < values.length; t++) {
    average += weight * (values[t] - average);
    averages[t] = average;
  }
  return averages.fill(NaN, 0, Math.min(length - 1, values.length));
}

/**
 * Returns MACD (EMA of `fast` less EMA of `slow` closes), its signal (EMA of `signal` values of it) and their difference.
 *
 * Source: Gerald Appel, The Moving Average Convergence-Divergence Trading Method, 1985.
 */
export function computeMacd(
  close: Float64Array,
  { fast, slow, signal }: { readonly fast: number; readonly slow: number; readonly signal: number },
): [macd: Float64Array, signal: Float64Array, difference: Float64Array] {
  const long = computeEma(close, slow);
  const macd = computeEma(close, fast).map((value, t) => value - long[t]);
  const start = Math.min(Math.max(fast, slow) - 1, close.length);
  const smoothed = new Float64Array(close.length).fill(NaN);
  smoothed.set(computeEma(macd.subarray(start), signal), start);
  return [macd, smoothed, macd.map((value, t) => value - smoothed[t])];
}

/**
 * Returns upper and lower band: the mean of `length` closes plus and minus `width` of their standard deviations (ddof 0).
 *
 * Source: John Bollinger, Bollinger on Bollinger Bands, 2001.
 */
export function computeBollinger(
  close: Float64Array,
  length: number,
  width: number,
): [upper: Float64Array, lower: Float64Array] {
  const means = computeSma(close, length);
  const reach = width * Math.sqrt((length - 1) / length);
  const deviations = computeDeviation(close, length);
  return [
    means.map((mean, t) => mean + reach * deviations[t]),
    means.map((mean, t) => mean - reach * deviations[t]),
  ];
}

/**
 * Returns the mean of the typical price (high + low + close) / 3, weighted by volume, since the start of the UTC day; NaN before there is
 * volume.
 */
export function computeVwap({ openTime, high, low, close, volume }: TimedCandles): Float64Array {
  const averages = new Float64Array(close.length);
  let [day, worth, amount] = [NaN, 0, 0];
  for (let t = 0; t < close.length; t++) {
    const today = Math.floor(openTime[t] / dayMs);
    if (today !== day) [day, worth, amount] = [today, 0, 0];
    // An unknown volume adds nothing.
    const added = volume[t] || 0;
    worth += (added * (high[t] + low[t] + close[t])) / 3;
    amount += added;
    averages[t] = worth / amount;
  }
  return averages;
}

/** Returns the highest high and the lowest low of the last `length` candles (Richard Donchian's channel); NaN in the first ones. */
export function computeDonchian(
  { high, low }: OhlcvSeries,
  length: number,
): [upper: Float64Array, lower: Float64Array] {
  return [findExtremes(high, length, 1), findExtremes(low, length, -1)];
}

/**
 * Returns the highest of the last `length` values (the lowest for `sign` -1), with a queue of those that a later one has not passed
 * (Lemire, "Streaming Maximum-Minimum Filter Using No More than Three Comparisons per Element", 2006).
 */
function findExtremes(values: Float64Array, length: number, sign: 1 | -1): Float64Array {
  const extremes = new Float64Array(values.length).fill(NaN);
  const queue = new Int32Array(values.length);
  let [first, end] = [0, 0];
  for (let t = 0; t < values.length; t++) {
    while (end > first && sign * values[queue[end - 1]] <= sign * values[t]) end--;
    queue[end++] = t;
    if (queue[first] <= t - length) first++;
    if (t >= length - 1) extremes[t] = values[queue[first]];
  }
  return extremes;
}

/**
 * Returns the line below the price in a rising trend and the line above it in a falling one; NaN elsewhere. The line is the middle of a
 * candle plus or minus `factor` average true ranges (Wilder's, of `length` candles), which moves towards the price only; a close
 * beyond it turns the trend.
 *
 * Source: Olivier Seban, Supertrend; true range: J. Welles Wilder, New Concepts in Technical Trading Systems, 1978.
 */
export function computeSupertrend(
  { high, low, close }: OhlcvSeries,
  length: number,
  factor: number,
): [rising: Float64Array, falling: Float64Array] {
  const rising = new Float64Array(close.length).fill(NaN);
  const falling = new Float64Array(close.length).fill(NaN);
  const ranges = computeTrueRange({ high, low, close }, length);
  let isRising = true;
  let [upper, lower] = [Infinity, -Infinity];
  for (let t = length - 1; t < close.length; t++) {
    const middle = (high[t] + low[t]) / 2;
    const [above, below] = [middle + factor * ranges[t], middle - factor * ranges[t]];
    const before = t === 0 ? NaN : close[t - 1];
    upper = before > upper ? above : Math.min(above, upper);
    lower = before < lower ? below : Math.max(below, lower);
    if (close[t] > upper) isRising = true;
    else if (close[t] < lower) isRising = false;
    if (isRising) rising[t] = lower;
    else falling[t] = upper;
  }
  return [rising, falling];
}

/** Wilder's average of the true range: the mean of the first `length`, then updated with weight 1 / length. */
function computeTrueRange(
  { high, low, close }: Pick<OhlcvSeries, 'high' | 'low' | 'close'>,
  length: number,
): Float64Array {
  const averages = new Float64Array(close.length).fill(NaN);
  let average = 0;
  for (let t = 0; t < close.length; t++) {
    const [top, bottom] =
      t === 0
        ? [high[t], low[t]]
        : [Math.max(high[t], close[t - 1]), Math.min(low[t], close[t - 1])];
    const range = top - bottom;
    average += t < length ? range / length : (range - average) / length;
    if (t >= length - 1) averages[t] = average;
  }
  return averages;
}

/**
 * Returns smoothed candles: close (open + high + low + close) / 4, open the middle of the body before, high and low with the wicks.
 *
 * Source: Dan Valcu, "Using the Heikin-Ashi Technique", Stocks & Commodities 22, 2004.
 */
export function computeHeikinAshi({ open, high, low, close, volume }: OhlcvSeries): OhlcvSeries {
  const count = close.length;
  const [smoothOpen, smoothClose] = [new Float64Array(count), new Float64Array(count)];
  const [top, bottom] = [new Float64Array(count), new Float64Array(count)];
  for (let t = 0; t < count; t++) {
    smoothClose[t] = (open[t] + high[t] + low[t] + close[t]) / 4;
    smoothOpen[t] =
      t === 0 ? (open[t] + close[t]) / 2 : (smoothOpen[t - 1] + smoothClose[t - 1]) / 2;
    top[t] = Math.max(high[t], smoothOpen[t], smoothClose[t]);
    bottom[t] = Math.min(low[t], smoothOpen[t], smoothClose[t]);
  }
  return { open: smoothOpen, high: top, low: bottom, close: smoothClose, volume };
}
