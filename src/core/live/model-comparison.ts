import { computeAuc } from '../metrics/auc';
import { computeLogLoss } from '../metrics/log-loss';
import { z95 } from '../metrics/numbers';
import { comparePairedLogLoss, type PairedDifference } from '../metrics/paired-log-loss';
import { leastIndependentLabels } from './model-upkeep';
import { zRepeated } from './repeated-looks';

/** Bars that two models were both asked about, whose label is known; one value a bar. */
export interface PairedSample {
  /** 0 or 1. */
  readonly labels: Uint8Array;
  readonly champion: Float64Array;
  readonly challenger: Float64Array;
}

/** How two models did on the same bars. */
export interface ModelComparison {
  /** Bars that both gave a probability and whose label is known. */
  readonly bars: number;
  /** `bars / horizon`: about how many labels are independent. */
  readonly effectiveBars: number;
  readonly champion: PairedScores;
  readonly challenger: PairedScores;
  /** Log loss of the champion less that of the challenger: above 0 the challenger is better. */
  readonly difference: PairedDifference;
  /** Whether the difference means anything. */
  readonly verdict: 'too-early' | 'no-difference' | 'challenger-better' | 'champion-better';
}

/** NaN where there are too few bars. */
export interface PairedScores {
  readonly auc: number;
  readonly logLoss: number;
}

/**
 * Returns how champion and challenger did on the same bars. One is called better where the
 * difference of their log losses, bar by bar and widened for overlapping labels, is more than chance at
 * 99.9%, since it is looked at again and again; below 30 independent labels neither is.
 */
export function compareModels(sample: PairedSample, horizonBars: number): ModelComparison {
  const { labels, champion, challenger } = sample;
  const difference = comparePairedLogLoss(labels, champion, challenger, horizonBars);
  const effectiveBars = labels.length / horizonBars;
  const score = (probability: Float64Array): PairedScores => ({
    auc: computeAuc(labels, probability),
    logLoss: computeLogLoss(labels, probability),
  });
  return {
    bars: labels.length,
    effectiveBars,
    champion: score(champion),
    challenger: score(challenger),
    difference,
    verdict: judge(effectiveBars, difference),
  };
}

function judge(
  effectiveBars: number,
  { mean, ci: [, high] }: PairedDifference,
): ModelComparison['verdict'] {
  if (effectiveBars < leastIndependentLabels) return 'too-early';
  const error = (high - mean) / z95;
  if (Math.abs(mean) <= zRepeated * error) return 'no-difference';
  return mean > 0 ? 'challenger-better' : 'champion-better';
}
