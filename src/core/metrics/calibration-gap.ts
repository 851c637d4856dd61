import type { ClassificationReport, ReliabilityBin } from './reports';

/** How far probabilities are off as a whole: calibration in the large. */
export interface CalibrationGap {
  readonly meanProbability: number;
  /** Share of label 1. */
  readonly riseFraction: number;
  /** `meanProbability - riseFraction`: above 0 the model expects more rises than come. */
  readonly gap: number;
  /** Of `gap`, as that of a mean over `effectiveBars` independent bars. */
  readonly variance: number;
}

/**
 * Returns the calibration in the large of the bars of a report; NaN for none.
 *
 * The gap is the mean of p - y, whose second moment is the Brier score, so that its variance is
 * `(brier - gap^2) / effectiveBars`: neighbouring labels overlap and count as one in `horizon`.
 *
 * Cox (1958), "Two Further Applications of a Model for Binary Regression".
 */
export function computeCalibrationGap({
  reliability,
  brier,
  effectiveBars,
}: Pick<ClassificationReport, 'reliability' | 'brier' | 'effectiveBars'>): CalibrationGap {
  const meanProbability = weighBins(reliability, (bin) => bin.meanProbability);
  const riseFraction = weighBins(reliability, (bin) => bin.frequency);
  const gap = meanProbability - riseFraction;
  const variance = Math.max(0, brier - gap * gap) / effectiveBars;
  return { meanProbability, riseFraction, gap, variance };
}

/** Mean over all bars of what is known of each bin; an empty bin has NaN means. */
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
