import { measureRiseShare } from './probability-scores';
import type { Numbers } from './statistics';

/** Bars whose probabilities lie in one bin. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  readonly meanProbability: number;
  /** Share of label 1. */
  readonly frequency: number;
}

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
 * Returns the expected calibration error: the distance between a bin's mean probability and frequency,
 * averaged over all bars.
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

/** The parts of a Brier score, which is about `reliability - resolution + uncertainty`. */
export interface BrierParts {
  /** Mean squared distance between a group's mean probability and its share of rises; 0 is perfect. */
  readonly reliability: number;
  /** Variance of the groups' shares of rises; the higher, the more the probabilities tell bars apart. */
  readonly resolution: number;
  /** Variance of the labels: the Brier score of their own share of rises as a constant guess. */
  readonly uncertainty: number;
}

/**
 * Returns the parts of the Brier score over `groups` groups of as many bars each, by probability; bars of the same
 * probability are in one group. Exact where no group mixes probabilities. NaN without bars.
 *
 * Murphy (1973), "A New Vector Partition of the Probability Score". Groups of the same size, since probabilities
 * near one half would all lie in few bins of the same width.
 */
export function decomposeBrier(
  labels: Numbers,
  probabilities: Float64Array,
  groups = 10,
): BrierParts {
  const bars = labels.length;
  const order = Uint32Array.from(probabilities.keys()).sort(
    (a, b) => (probabilities[a] ?? NaN) - (probabilities[b] ?? NaN),
  );
  const rises = measureRiseShare(labels);
  let [reliability, resolution] = [0, 0];
  let [count, probabilitySum, labelSum] = [0, 0, 0];
  for (let rank = 0; rank < bars; rank++) {
    const bar = order[rank] ?? NaN;
    count++;
    probabilitySum += probabilities[bar] ?? NaN;
    labelSum += labels[bar] ?? NaN;
    const isTied = probabilities[order[rank + 1] ?? NaN] === probabilities[bar];
    if ((isTied || count * groups < bars) && rank + 1 < bars) continue;
    reliability += (probabilitySum - labelSum) ** 2 / count / bars;
    resolution += (count * (labelSum / count - rises) ** 2) / bars;
    [count, probabilitySum, labelSum] = [0, 0, 0];
  }
  const uncertainty = rises * (1 - rises);
  if (bars === 0) return { reliability: NaN, resolution: NaN, uncertainty };
  return { reliability, resolution, uncertainty };
}

/** How far probabilities are off as a whole: calibration in the large. */
export interface CalibrationGap {
  readonly meanProbability: number;
  /** Share of label 1. */
  readonly riseFraction: number;
  /** `meanProbability - riseFraction`: above 0 the model expects more rises than come. */
  readonly gap: number;
  /** Variance of `gap`, taken as a mean over `effectiveBars` independent bars. */
  readonly variance: number;
}

/**
 * Returns the calibration in the large of a report's bars; NaN without bars.
 *
 * The gap is the mean of p - y, whose second moment is the Brier score, so its variance is
 * `(brier - gap^2) / effectiveBars`. Labels overlap, so `effectiveBars` is smaller than their number.
 *
 * Cox (1958), "Two Further Applications of a Model for Binary Regression".
 */
export function computeCalibrationGap({
  reliability,
  brier,
  effectiveBars,
}: {
  readonly reliability: readonly ReliabilityBin[];
  readonly brier: number;
  readonly effectiveBars: number;
}): CalibrationGap {
  const meanProbability = weighBins(reliability, (bin) => bin.meanProbability);
  const riseFraction = weighBins(reliability, (bin) => bin.frequency);
  const gap = meanProbability - riseFraction;
  const variance = Math.max(0, brier - gap * gap) / effectiveBars;
  return { meanProbability, riseFraction, gap, variance };
}

/** Mean over all bars of a value that each bin has; empty bins, whose values are NaN, are skipped. */
function weighBins(bins: readonly ReliabilityBin[], read: (bin: ReliabilityBin) => number): number {
  let sum = 0;
  let bars = 0;
  for (const bin of bins) {
    if (bin.count === 0) continue;
    sum += bin.count * read(bin);
    bars += bin.count;
  }
  return sum / bars;
}
