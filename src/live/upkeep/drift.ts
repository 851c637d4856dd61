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

/** How a model does on live bars, compared with its test block. */
export interface ModelUpkeep {
  readonly modelId: string;
  readonly symbol: string;
  readonly trainedAt: EpochMs;
  /** Where the bars that it was made with end; undefined where these no longer exist. */
  readonly ownBars: OwnBars | undefined;
  /** Time since `ownBars.fittedTo`, or since `trainedAt` where that is not known. */
  readonly ageMs: number;
  /** Live bars whose label is known. */
  readonly labels: number;
  readonly live: ScoreSummary;
  readonly expected: ScoreSummary;
  /** Shift of each feature from the training bars, and of the probability from the test block. */
  readonly shifts: readonly Shift[];
  /** The conclusion. */
  readonly verdict: 'too-early' | 'as-expected' | 'worse' | 'miscalibrated' | 'shifted';
}

/** Open times of the last bars that a model was made with. */
interface OwnBars {
  /** The last bar of the training block. */
  readonly fittedTo: EpochMs;
  /** The last bar of the test block. */
  readonly testedTo: EpochMs;
}

/** How far something has drifted. */
interface Shift {
  /** A feature, or `probability`. */
  readonly name: string;
  /** Population stability index; NaN without a reference. */
  readonly psi: number;
  /** An index above it is a shift; NaN where there is too little data to say, Infinity where no index can be. */
  readonly limit: number;
  /** Whether it has drifted further than parts of its own reference differ from each other. */
  readonly hasShifted: boolean;
}

/** Scores of some bars; NaN where there are too few. */
export interface ScoreSummary {
  readonly auc: number;
  readonly logLoss: number;
  readonly meanProbability: number;
  readonly riseFraction: number;
  /** Expected calibration error; part of it is chance, more so with fewer bars. */
  readonly ece: number;
  readonly reliability: readonly ReliabilityBin[];
  /** About how many of the labels are independent. */
  readonly effectiveBars: number;
}

/** The results of the test block, and the reference distributions of features and probability. */
export interface UpkeepReference {
  readonly test: ClassificationReport;
  readonly horizonBars: number;
  /** Each feature over the training bars; undefined where those bars no longer exist. */
  readonly features: readonly (StabilityReference | undefined)[];
  /** The probability over the test block. */
  readonly probability: StabilityReference | undefined;
}

/** What to compare a model's live bars with. */
export interface UpkeepStandard {
  readonly reference: UpkeepReference;
  /** Undefined where the dataset that it was made with no longer exists. */
  readonly ownBars: OwnBars | undefined;
  /** End of the last bar of that dataset, test block included; bars from then on count as live. */
  readonly liveFrom: EpochMs;
}

/** Live bars, one value per bar. */
export interface UpkeepSample {
  /** 0, 1, or 255 where the horizon has not passed yet. */
  readonly labels: Uint8Array;
  readonly openTime: ArrayLike<EpochMs>;
  /** NaN where there was none. */
  readonly probability: Float64Array;
  /** One array per feature, not scaled. */
  readonly features: readonly Float64Array[];
}

type UpkeepJudgement = Pick<ModelUpkeep, 'labels' | 'live' | 'expected' | 'shifts' | 'verdict'>;

/** With fewer independent labels nothing can be said. Labels overlap, so bars / horizon are independent. */
export const minIndependentLabels = 30;

/**
 * Returns how live bars compare with the test block. The verdict is the first of these that holds.
 *
 * `worse`: the live AUC is significantly below that of the test block. `miscalibrated`: mean probability less
 * share of rises differs significantly from that of the test block. Both tests allow for overlapping labels and
 * use a level of 99.9%, since the verdict is computed again and again. `shifted`: a feature or the probability
 * has a population stability index above its limit.
 */
export function judgeUpkeep(
  featureNames: readonly string[],
  sample: UpkeepSample,
  { test, horizonBars, features, probability }: UpkeepReference,
): UpkeepJudgement {
  const { labels, probability: predicted, openTime } = sample;
  const live = reportClassification(labels, predicted, openTime, {
    horizonBars,
    constantGuess: test.constantGuess,
  });
  const gaps = { live: computeCalibrationGap(live), expected: computeCalibrationGap(test) };
  const shifts = [
    ...featureNames.map((name, i) => compareShift(name, features[i], sample.features[i])),
    compareShift('probability', probability, sample.probability),
  ];
  const judge = (): ModelUpkeep['verdict'] => {
    if (live.effectiveBars < minIndependentLabels) return 'too-early';
    if (isWorse(live, test, horizonBars)) return 'worse';
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

function isWorse(
  live: ClassificationReport,
  test: ClassificationReport,
  horizonBars: number,
): boolean {
  const error = Math.hypot(readAucError(live, horizonBars), readAucError(test, horizonBars));
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
  { auc, logLoss, ece, reliability, effectiveBars }: ClassificationReport,
  { meanProbability, riseFraction }: CalibrationGap,
): ScoreSummary {
  return { auc, logLoss, meanProbability, riseFraction, ece, reliability, effectiveBars };
}

/**
 * Normal quantile of 99.95%: how many standard errors a difference must exceed to decide a verdict.
 *
 * A verdict is computed again every minute, which gives chance many opportunities. Over a week of minutes with
 * labels that overlap by ten bars, testing at 95% (1.96) raises a false alarm in 38 of 100 simulated weeks,
 * testing at 99.9% in 2.
 */
export const zRepeated = 3.290526731491925;

/**
 * Returns the open time from which on no bar was used to make a model. `lastOpenTime` is that of the last bar of its
 * dataset; where that is unknown, only the time of training is certain to be after all of them.
 */
export function findLiveFrom(
  { trainedAt, intervalMs }: Pick<ModelInfo, 'trainedAt' | 'intervalMs'>,
  lastOpenTime: EpochMs | undefined,
): EpochMs {
  return lastOpenTime === undefined ? trainedAt : lastOpenTime + intervalMs;
}
