import type { EpochMs } from '../bars/bars';
import { computeCalibrationGap, type CalibrationGap } from '../metrics/calibration-gap';
import { reportClassification } from '../metrics/classification-report';
import { z95 } from '../metrics/numbers';
import { computePopulationStability, type DecileEdges } from '../metrics/population-stability';
import type { ClassificationReport, ReliabilityBin } from '../metrics/reports';

/** How a model does on live bars, beside what its test block promised. */
export interface ModelUpkeep {
  readonly modelId: string;
  readonly symbol: string;
  readonly trainedAt: EpochMs;
  /** Time between the last bar that it was trained on and now. */
  readonly ageMs: number;
  /** Live bars whose label is known. */
  readonly labels: number;
  readonly live: ScoreSummary;
  readonly expected: ScoreSummary;
  /** Population stability index of each feature against the training bars; above 0.25 is a shift. */
  readonly featurePsi: readonly { readonly feature: string; readonly psi: number }[];
  /** Of the probabilities against those of the test block. */
  readonly probabilityPsi: number;
  /** What it amounts to. */
  readonly verdict: 'too-early' | 'as-expected' | 'worse' | 'miscalibrated' | 'shifted';
}

/** Scores of some bars; NaN where there are too few. */
export interface ScoreSummary {
  readonly auc: number;
  readonly logLoss: number;
  readonly meanProbability: number;
  readonly riseFraction: number;
  /** Expected calibration error; some of it is chance, the more the fewer the bars. */
  readonly ece: number;
  readonly reliability: readonly ReliabilityBin[];
}

/** What the test block promised, and where the figures of training lay. */
export interface UpkeepReference {
  readonly test: ClassificationReport;
  readonly horizonBars: number;
  readonly intervalMs: number;
  /** Deciles over the training bars by feature; undefined where those bars are gone. */
  readonly featureDeciles: readonly (DecileEdges | undefined)[];
  readonly probabilityDeciles: DecileEdges | undefined;
}

/** Live bars, one value a bar. */
export interface UpkeepSample {
  /** 0, 1, or 255 where the horizon has not passed yet. */
  readonly labels: Uint8Array;
  /** NaN where there was none. */
  readonly probability: Float64Array;
  /** One array a feature, not scaled. */
  readonly features: readonly Float64Array[];
}

export type UpkeepJudgement = Pick<
  ModelUpkeep,
  'labels' | 'live' | 'expected' | 'featurePsi' | 'probabilityPsi' | 'verdict'
>;

/** Independent labels below which nothing can be said: labels overlap, so bars / horizon count. */
export const leastIndependentLabels = 30;
/** Above it a distribution counts as another one. */
export const shiftedPsi = 0.25;
/** Volume and volatility follow the time of day: less than a whole day always looks shifted. */
const leastShiftMs = 86_400_000;

/**
 * Returns how live bars compare with what the test block promised; the first that holds is the verdict.
 *
 * `worse`: the live AUC's 95% interval, widened for overlapping labels, lies below the AUC of the test
 * block. `miscalibrated`: mean probability less share of rises is another one than in the test block, at
 * 95%, labels taken to overlap on both sides. `shifted`: over a day or more, a feature or the probability
 * has a population stability index above 0.25.
 */
export function judgeUpkeep(
  featureNames: readonly string[],
  sample: UpkeepSample,
  reference: UpkeepReference,
): UpkeepJudgement {
  const { test, horizonBars, intervalMs, featureDeciles, probabilityDeciles } = reference;
  const live = reportClassification(sample.labels, sample.probability, horizonBars);
  const gaps = { live: computeCalibrationGap(live), expected: computeCalibrationGap(test) };
  const featurePsi = featureNames.map((feature, column) => ({
    feature,
    psi: measureShift(featureDeciles[column], sample.features[column] ?? new Float64Array()),
  }));
  const probabilityPsi = measureShift(probabilityDeciles, sample.probability);
  const judge = (): ModelUpkeep['verdict'] => {
    if (live.effectiveBars < leastIndependentLabels) return 'too-early';
    if (live.aucCiEffective[1] < test.auc) return 'worse';
    if (isApart(gaps.live, gaps.expected)) return 'miscalibrated';
    const isShifted = [probabilityPsi, ...featurePsi.map(({ psi }) => psi)].some(
      (psi) => psi > shiftedPsi,
    );
    return isShifted && live.bars * intervalMs >= leastShiftMs ? 'shifted' : 'as-expected';
  };
  return {
    labels: live.bars,
    live: summarise(live, gaps.live),
    expected: summarise(test, gaps.expected),
    featurePsi,
    probabilityPsi,
    verdict: judge(),
  };
}

function isApart(live: CalibrationGap, expected: CalibrationGap): boolean {
  const error = Math.sqrt(live.variance + expected.variance);
  return Math.abs(live.gap - expected.gap) > z95 * error;
}

function measureShift(edges: DecileEdges | undefined, values: Float64Array): number {
  return edges === undefined ? NaN : computePopulationStability(edges, values);
}

function summarise(
  { auc, logLoss, ece, reliability }: ClassificationReport,
  { meanProbability, riseFraction }: CalibrationGap,
): ScoreSummary {
  return { auc, logLoss, meanProbability, riseFraction, ece, reliability };
}
