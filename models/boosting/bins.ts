import type { BarRange } from '../../src/core/bars/bars';
import { countInRanges } from '../../src/core/bars/gaps';

/** Bins of a feature, at most; a bin is one byte. */
const maxBins = 255;

/** Training values that the limits of bins are chosen from, at most. */
const maxSampled = 200_000;

/** A feature in bins. */
export interface BinnedFeature {
  /** The largest value of each bin but the last, rising; float32, so that comparing with them gives the bin again. */
  readonly limits: Float32Array;
  /** One a bar of the dataset. */
  readonly bins: Uint8Array;
}

/**
 * Returns a feature in up to 255 bins with about as many training values each: the limits are quantiles of its values at the
 * bars of `training`. A value lies in the first bin whose limit is not below it, one above all limits in the last.
 */
export function binFeature(
  values: Float32Array,
  { width, column }: { readonly width: number; readonly column: number },
  training: readonly BarRange[],
): BinnedFeature {
  const limits = chooseLimits(values, { width, column }, training);
  const bars = values.length / width;
  const bins = new Uint8Array(bars);
  for (let bar = 0; bar < bars; bar++) bins[bar] = findBin(limits, values[bar * width + column]);
  return { limits, bins };
}

function chooseLimits(
  values: Float32Array,
  { width, column }: { readonly width: number; readonly column: number },
  training: readonly BarRange[],
): Float32Array {
  const count = countInRanges(training);
  const stride = Math.max(1, Math.ceil(count / maxSampled));
  const sample = new Float32Array(Math.ceil(count / stride));
  let [seen, kept] = [0, 0];
  for (const { start, end } of training) {
    for (let bar = start; bar < end; bar++) {
      if (seen++ % stride === 0) sample[kept++] = values[bar * width + column];
    }
  }
  sample.sort();
  const limits: number[] = [];
  for (let bin = 1; bin < maxBins; bin++) {
    const value = sample[Math.ceil((bin * sample.length) / maxBins) - 1];
    // Nothing lies above the largest value, so that it limits no bin.
    if (value < sample[sample.length - 1] && value !== limits.at(-1)) limits.push(value);
  }
  return Float32Array.from(limits);
}

function findBin(limits: Float32Array, value: number): number {
  let [low, high] = [0, limits.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (limits[middle] < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
