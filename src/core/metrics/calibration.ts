import type { ReliabilityBin } from './reports';

/**
 * Returns the bars sorted into `count` bins of equal width by probability; a probability on an
 * edge belongs to the upper bin. An empty bin has NaN means.
 *
 * The reliability diagram of Niculescu-Mizil and Caruana (2005).
 */
export function binReliability(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  count = 10,
): readonly ReliabilityBin[] {
  const sizes = new Float64Array(count);
  const probabilitySums = new Float64Array(count);
  const labelSums = new Float64Array(count);
  for (let i = 0; i < labels.length; i++) {
    const probability = probabilities[i] ?? NaN;
    const bin = Math.min(count - 1, Math.floor(probability * count));
    sizes[bin] = (sizes[bin] ?? 0) + 1;
    probabilitySums[bin] = (probabilitySums[bin] ?? 0) + probability;
    labelSums[bin] = (labelSums[bin] ?? 0) + (labels[i] ?? NaN);
  }
  return Array.from(sizes, (size, bin) => ({
    from: bin / count,
    to: (bin + 1) / count,
    count: size,
    meanProbability: (probabilitySums[bin] ?? NaN) / size,
    frequency: (labelSums[bin] ?? NaN) / size,
  }));
}

/**
 * Returns the expected calibration error: the distance between mean probability and frequency of a
 * bin, averaged over all bars.
 *
 * Naeini, Cooper and Hauskrecht (2015), "Obtaining Well Calibrated Probabilities Using Bayesian
 * Binning".
 */
export function computeCalibrationError(bins: readonly ReliabilityBin[]): number {
  let distance = 0;
  let bars = 0;
  for (const { count, meanProbability, frequency } of bins) {
    if (count === 0) continue;
    distance += count * Math.abs(meanProbability - frequency);
    bars += count;
  }
  return distance / bars;
}
