import { computeAucWithDeLong, traceRoc, type RocPoint } from './auc';
import { binReliability, decomposeBrier, type ReliabilityBin } from './calibration';
import {
  type builtInClassification,
  calibrationMetrics,
  type ScoredBars,
} from './classification-metrics';
import { estimateDailyAuc } from './daily-scores';
import { classificationMetrics } from './list';
import { measureRiseShare } from './probability-scores';
import type { Interval } from './statistics';

type Figures = Readonly<Record<(typeof builtInClassification)[number]['name'], number>>;

/**
 * How well probabilities rank and match labels, on bars the model never saw: a number for each of
 * `classificationMetrics`, with intervals and curves.
 */
export interface ClassificationReport extends Figures {
  /** 95%, by days (`estimateDailyAuc`); NaN below five days. */
  readonly aucCi: Interval;
  /** DeLong's 95% interval; too narrow, since labels overlap by `horizon` bars. */
  readonly aucCiDelong: Interval;
  /** UTC days with a labelled bar. */
  readonly days: number;
  /** So many independent labels would know the AUC as well; NaN below five days. */
  readonly effectiveLabels: number;
  /** `bars / horizon`: about how many labels are independent, where there are too few days to measure it. */
  readonly effectiveBars: number;
  /** Share of label 1. */
  readonly riseFraction: number;
  /** Share of rises in the training block, which a model without knowledge would always say. */
  readonly constantGuess: number;
  readonly reliability: readonly ReliabilityBin[];
  /** From (0, 0) to (1, 1), thinned to a few hundred points. */
  readonly roc: readonly RocPoint[];
}

/** The part of a report that calibration changes. */
export type CalibrationReport = Pick<
  ClassificationReport,
  (typeof calibrationMetrics)[number]['name'] | 'reliability'
>;

/**
 * Returns how well `probabilities` rank and match `labels`, over the bars that have both: a label
 * other than 0 or 1 (255 = none) and a NaN probability are skipped. `openTimes` ascend. `constantGuess` is the share
 * of rises in the training block. What compares bars (AUC, ROC) goes by `ranks`, the probabilities where it is left out.
 * Throws if the inputs differ in length.
 */
export function reportClassification(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  openTimes: ArrayLike<number>,
  {
    horizonBars,
    constantGuess,
    ranks = probabilities,
  }: {
    readonly horizonBars: number;
    readonly constantGuess: number;
    readonly ranks?: ArrayLike<number>;
  },
): ClassificationReport {
  const pairs = scoreBars(labels, probabilities, constantGuess);
  const ranked = ranks === probabilities ? pairs : selectPairs(labels, ranks);
  const ranking = computeAucWithDeLong(ranked.labels, ranked.probabilities);
  const byDay = estimateDailyAuc(labels, ranks, openTimes);
  const subject = { ...pairs, ranking };
  const figures = Object.fromEntries(
    classificationMetrics.map((metric) => [metric.name, metric.compute(subject)]),
  ) as Figures;
  return {
    ...figures,
    aucCi: byDay.ci,
    aucCiDelong: ranking.ci,
    days: byDay.days,
    effectiveLabels: byDay.effectiveLabels,
    effectiveBars: pairs.labels.length / horizonBars,
    riseFraction: measureRiseShare(pairs.labels),
    constantGuess,
    reliability: pairs.reliability,
    roc: traceRoc(ranked.labels, ranked.probabilities),
  };
}

/** Returns how well probabilities match labels; bars and `constantGuess` are as in `reportClassification`. */
export function reportCalibration(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  constantGuess: number,
): CalibrationReport {
  const scored = scoreBars(labels, probabilities, constantGuess);
  const figures = Object.fromEntries(
    calibrationMetrics.map((metric) => [metric.name, metric.compute(scored)]),
  ) as Omit<CalibrationReport, 'reliability'>;
  return { ...figures, reliability: scored.reliability };
}

function scoreBars(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  constantGuess: number,
): ScoredBars {
  const pairs = selectPairs(labels, probabilities);
  const reliability = binReliability(pairs.labels, pairs.probabilities);
  const brierParts = decomposeBrier(pairs.labels, pairs.probabilities);
  return { ...pairs, constantGuess, reliability, brierParts };
}

function selectPairs(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<number>,
): Pick<ScoredBars, 'labels' | 'probabilities'> {
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
