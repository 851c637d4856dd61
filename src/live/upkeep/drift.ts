import type { EpochMs } from '../../core/bars/bars';
import { readAucError } from '../../core/metrics/auc';
import {
  computeCalibrationGap,
  type CalibrationGap,
  type ReliabilityBin,
} from '../../core/metrics/calibration';
import { reportClassification, type ClassificationReport } from '../../core/metrics/classification';
import { measureShift, type StabilityReference } from '../../core/metrics/stability-limits';
import type { ModelInfo } from '../../core/library';

/** How a model does on live bars, beside what its test block promised. */
export interface ModelUpkeep {
  readonly modelId: string;
  readonly symbol: string;
  readonly trainedAt: EpochMs;
  /** Where its own bars end; undefined where they are not here. */
  readonly ownBars: OwnBars | undefined;
  /** Time since `ownBars.fittedTo`, or since `trainedAt` where that is not known. */
  readonly ageMs: number;
  /** Live bars whose label is known. */
  readonly labels: number;
  readonly live: ScoreSummary;
  readonly expected: ScoreSummary;
  /** Of each feature against the training bars, and of the probability against the test block. */
  readonly shifts: readonly Shift[];
  /** The conclusion. */
  readonly verdict: 'too-early' | 'as-expected' | 'worse' | 'miscalibrated' | 'shifted';
}

/** Where the bars end that a model was made with, as open times of their last ones. */
interface OwnBars {
  /** Of the training block: bars that the weights come from. */
  readonly fittedTo: EpochMs;
  /** Of the test block. */
  readonly testedTo: EpochMs;
}

/** How far something has drifted. */
interface Shift {
  /** A feature, or `probability`. */
  readonly name: string;
  /** Population stability index; NaN where the reference is not here. */
  readonly psi: number;
  /** Above it the index is a shift; NaN where too little is known to tell, Infinity where no index is. */
  readonly limit: number;
  /** It has drifted further than parts of its own reference do. */
  readonly hasShifted: boolean;
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
  /** Of each feature over the training bars; undefined where those bars are gone. */
  readonly features: readonly (StabilityReference | undefined)[];
  /** Over the test block. */
  readonly probability: StabilityReference | undefined;
}

/** What to compare a model's live bars with. */
export interface UpkeepStandard {
  readonly reference: UpkeepReference;
  /** Undefined where the dataset that it was made with is not here. */
  readonly ownBars: OwnBars | undefined;
  /** End of the last bar of that dataset, its test block included: bars from here on count as live. */
  readonly liveFrom: EpochMs;
}

/** Live bars, one value per bar. */
export interface UpkeepSample {
  /** 0, 1, or 255 where the horizon has not passed yet. */
  readonly labels: Uint8Array;
  /** NaN where there was none. */
  readonly probability: Float64Array;
  /** One array a feature, not scaled. */
  readonly features: readonly Float64Array[];
}

type UpkeepJudgement = Pick<ModelUpkeep, 'labels' | 'live' | 'expected' | 'shifts' | 'verdict'>;

/** Independent labels below which nothing can be said: labels overlap, so bars / horizon count. */
export const minIndependentLabels = 30;

/**
 * Returns how live bars compare with what the test block promised; the first that holds is the verdict.
 *
 * `worse`: the live AUC is below that of the test block by more than the chance in both. `miscalibrated`:
 * mean probability less share of rises is another one than in the test block, by more than the chance in
 * both. Labels overlap on both sides, and chance is taken at 99.9%, since the verdict is looked at again
 * and again. `shifted`: a feature or the probability has a population stability index above its limit.
 */
export function judgeUpkeep(
  featureNames: readonly string[],
  sample: UpkeepSample,
  { test, horizonBars, features, probability }: UpkeepReference,
): UpkeepJudgement {
  const live = reportClassification(sample.labels, sample.probability, horizonBars);
  const gaps = { live: computeCalibrationGap(live), expected: computeCalibrationGap(test) };
  const shifts = [
    ...featureNames.map((name, i) => compareShift(name, features[i], sample.features[i])),
    compareShift('probability', probability, sample.probability),
  ];
  const judge = (): ModelUpkeep['verdict'] => {
    if (live.effectiveBars < minIndependentLabels) return 'too-early';
    if (isWorse(live, test)) return 'worse';
    if (isApart(gaps.live, gaps.expected)) return 'miscalibrated';
    return shifts.some(({ hasShifted }) => hasShifted) ? 'shifted' : 'as-expected';
  };
  return {
    labels: live.bars,
    live: summarise(live, gaps.live),
    expected: summarise(test, gaps.expected),
    shifts,
    verdict: judge(),
  };
}

function isWorse(live: ClassificationReport, test: ClassificationReport): boolean {
  const error = Math.hypot(readAucError(live), readAucError(test));
  return test.auc - live.auc > zRepeated * error;
}

function isApart(live: CalibrationGap, expected: CalibrationGap): boolean {
  const error = Math.sqrt(live.variance + expected.variance);
  return Math.abs(live.gap - expected.gap) > zRepeated * error;
}

function compareShift(
  name: string,
  reference: StabilityReference | undefined,
  values: Float64Array | undefined,
): Shift {
  if (reference === undefined || values === undefined) {
    return { name, psi: NaN, limit: NaN, hasShifted: false };
  }
  const { psi, limit } = measureShift(reference, values);
  return { name, psi, limit, hasShifted: psi > limit };
}

function summarise(
  { auc, logLoss, ece, reliability }: ClassificationReport,
  { meanProbability, riseFraction }: CalibrationGap,
): ScoreSummary {
  return { auc, logLoss, meanProbability, riseFraction, ece, reliability };
}

/**
 * Normal quantile of 99.95%: how many standard errors a difference must exceed to decide a verdict.
 *
 * A verdict is looked at anew with every minute, and chance has that many times to pass it. Over a week
 * of minutes whose labels overlap ten bars, 1.96 (95% a look) raises a false alarm in 38 of 100 simulated
 * weeks, 99.9% a look in 2.
 */
export const zRepeated = 3.290526731491925;

/**
 * Returns the open time from which on no bar can be one that a model was made with. `lastOpenTime` is that of
 * its dataset's last bar; without its bars nothing but the time of training is sure to be after all of them.
 */
export function findLiveFrom(
  { trainedAt, intervalMs }: Pick<ModelInfo, 'trainedAt' | 'intervalMs'>,
  lastOpenTime: EpochMs | undefined,
): EpochMs {
  return lastOpenTime === undefined ? trainedAt : lastOpenTime + intervalMs;
}
