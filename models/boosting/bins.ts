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
  /** One a bar of the dataset: the bins of up to four features, a byte each, so that a bar's lie beside each other. */
  readonly words: Int32Array;
  /** Where its byte begins in a word, in bits. */
  readonly shift: number;
}

/** Features of a word. */
export const featuresOfWord = 4;

/**
 * Returns each feature of `values`, `[bar, width]`, in up to 255 bins with about as many training values each: the limits are
 * quantiles of its values at the bars of `training`. A value lies in the first bin whose limit is not below it, one above all
 * limits in the last.
 */
export function binFeatures(
  values: Float32Array,
  width: number,
  training: readonly BarRange[],
): readonly BinnedFeature[] {
  const bars = values.length / width;
  const groups = Array.from(
    { length: Math.ceil(width / featuresOfWord) },
    () => new Int32Array(bars),
  );
  return Array.from({ length: width }, (_, column) => {
    const limits = chooseLimits(values, { width, column }, training);
    const words = groups[Math.floor(column / featuresOfWord)];
    const shift = 8 * (column % featuresOfWord);
    for (let bar = 0; bar < bars; bar++) {
      words[bar] |= findBin(limits, values[bar * width + column]) << shift;
    }
    return { limits, words, shift };
  });
}

/** Returns the bin of a feature at a bar. */
export function readBin({ words, shift }: BinnedFeature, bar: number): number {
  return (words[bar] >>> shift) & 255;
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
