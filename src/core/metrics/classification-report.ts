import { computeAccuracy, computeMajority } from './accuracy';
import { computeAucWithDeLong, spanInterval } from './auc';
import { computeBrier } from './brier';
import { binReliability, computeCalibrationError } from './calibration';
import { computeLogLoss } from './log-loss';
import type { ClassificationReport } from './reports';
import { traceRoc } from './roc';

/**
 * Returns how well `probabilities` rank and match `labels`, over the bars that have both: a label
 * other than 0 or 1 (255 = none) and a NaN probability are skipped.
 *
 * Neighbouring labels share `horizonBars - 1` bars of the future, so about `bars / horizonBars` of
 * them are independent; `aucCiEffective` scales DeLong's variance by that. Throws if the inputs
 * differ in length.
 */
export function reportClassification(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  horizonBars: number,
): ClassificationReport {
  const pairs = selectPairs(labels, probabilities);
  const { auc, variance, ci } = computeAucWithDeLong(pairs.labels, pairs.probabilities);
  const reliability = binReliability(pairs.labels, pairs.probabilities);
  const bars = pairs.labels.length;
  return {
    bars,
    auc,
    aucCi: ci,
    effectiveBars: bars / horizonBars,
    aucCiEffective: spanInterval(auc, variance * horizonBars),
    logLoss: computeLogLoss(pairs.labels, pairs.probabilities),
    brier: computeBrier(pairs.labels, pairs.probabilities),
    accuracy: computeAccuracy(pairs.labels, pairs.probabilities),
    majority: computeMajority(pairs.labels),
    ece: computeCalibrationError(reliability),
    reliability,
    roc: traceRoc(pairs.labels, pairs.probabilities),
  };
}

function selectPairs(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): { readonly labels: Uint8Array; readonly probabilities: Float64Array } {
  if (labels.length !== probabilities.length) {
    throw new Error(
      `classification: one probability a label is needed, were ${probabilities.length} for ${labels.length} labels`,
    );
  }
  const keptLabels = new Uint8Array(labels.length);
  const keptProbabilities = new Float64Array(labels.length);
  let kept = 0;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    const probability = probabilities[i] ?? NaN;
    if ((label !== 0 && label !== 1) || Number.isNaN(probability)) continue;
    keptLabels[kept] = label;
    keptProbabilities[kept] = probability;
    kept++;
  }
  return {
    labels: keptLabels.subarray(0, kept),
    probabilities: keptProbabilities.subarray(0, kept),
  };
}
