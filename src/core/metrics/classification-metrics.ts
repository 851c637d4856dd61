import { formatCount, formatNumber, formatPercent } from '../format';
import type { AucEstimate } from './auc';
import { type BrierParts, computeCalibrationError, type ReliabilityBin } from './calibration';
import type { Metric } from './metric';
import {
  computeAccuracy,
  computeBrier,
  computeLogLoss,
  computeMajority,
} from './probability-scores';
import type { Interval } from './statistics';

/** Bars that have both a label, 0 or 1, and a probability, and what figures of calibration need of them. */
export interface ScoredBars {
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
  /** What a model that knows nothing would always say: the share of rises in the training block. */
  readonly constantGuess: number;
  readonly reliability: readonly ReliabilityBin[];
  readonly brierParts: BrierParts;
}

interface ClassifiedBars extends ScoredBars {
  readonly ranking: AucEstimate;
}

/** The fields of a report that notes beside a figure use. */
interface NotedReport {
  readonly logLoss: number;
  readonly skill: number;
  readonly constantGuess: number;
  readonly uncertainty: number;
  readonly riseFraction: number;
  readonly accuracy: number;
  readonly majority: number;
  readonly effectiveLabels: number;
  readonly aucCi: Interval;
}

/** One figure of how well probabilities rank and match labels. */
export type ClassificationMetric<Name extends string = string> = Metric<
  Name,
  ClassifiedBars,
  NotedReport
>;

/** Figures of the probabilities themselves, which calibration changes. */
export const calibrationMetrics = [
  entry({
    name: 'logLoss',
    metric: 'log-loss',
    label: 'Log loss',
    unit: 'ratio',
    digits: 4,
    meaning: 'Mean surprise at the labels',
    formula: '-mean(y ln p + (1 - y) ln(1 - p))',
    caution:
      'Compare it with the constant guess on the same bars alone; the level differs from market to market.',
    better: 'lower',
    place: 'main',
    note: ({ logLoss, skill }) => `constant guess: ${showFour(logLoss / (1 - skill))}`,
    compute: ({ labels, probabilities }) => computeLogLoss(labels, probabilities),
  }),
  entry({
    name: 'skill',
    metric: 'skill',
    label: 'Skill',
    unit: 'fraction',
    isResult: true,
    meaning:
      'Share of the surprise that the model takes away, of that at the training block’s share of rises',
    formula: '1 - log loss / log loss of the constant guess',
    caution:
      'Near 0 it is chance: look at the interval of the AUC. A model can rank well and have none, when its probabilities are off.',
    better: 'higher',
    place: 'main',
    note: ({ skill }) => (skill < 0 ? 'worse than no model' : 'of the constant guess'),
    compute: ({ labels, probabilities, constantGuess }) =>
      1 -
      computeLogLoss(labels, probabilities) /
        computeLogLoss(labels, new Float64Array(labels.length).fill(constantGuess)),
  }),
  entry({
    name: 'brier',
    metric: 'brier',
    label: 'Brier score',
    unit: 'ratio',
    digits: 4,
    meaning: 'Mean squared error of the probabilities',
    formula: 'mean((p - y)^2)',
    caution:
      'Near 0.25 for anything hard to predict, so differences are small; compare it with the constant guess.',
    better: 'lower',
    place: 'main',
    note: ({ uncertainty, constantGuess, riseFraction }) =>
      `constant guess: ${showFour(uncertainty + (constantGuess - riseFraction) ** 2)}`,
    compute: ({ labels, probabilities }) => computeBrier(labels, probabilities),
  }),
  entry({
    name: 'miscalibration',
    metric: 'brier-reliability',
    label: 'Reliability',
    unit: 'ratio',
    digits: 5,
    meaning: 'Part of the Brier score that comes of probabilities which are off',
    formula: 'mean (mean p - share of rises)^2 of ten groups by probability',
    caution: 'Of ten groups with few bars each it is never 0 even for a perfect model.',
    better: 'lower',
    place: 'more',
    compute: ({ brierParts }) => brierParts.reliability,
  }),
  entry({
    name: 'resolution',
    metric: 'brier-resolution',
    label: 'Resolution',
    unit: 'ratio',
    digits: 5,
    meaning: 'What the Brier score gains by telling bars apart',
    formula: 'mean (share of rises - that of all bars)^2 of ten groups by probability',
    caution: 'It grows with noise in small groups; only with many bars does it speak of the model.',
    better: 'higher',
    place: 'more',
    compute: ({ brierParts }) => brierParts.resolution,
  }),
  entry({
    name: 'uncertainty',
    metric: 'brier-uncertainty',
    label: 'Uncertainty',
    unit: 'ratio',
    digits: 5,
    meaning: 'Brier score of these bars’ own share of rises',
    formula: 'share of rises * (1 - share of rises)',
    caution: 'It is a fact of the bars, not of the model.',
    better: 'neither',
    place: 'more',
    compute: ({ brierParts }) => brierParts.uncertainty,
  }),
  entry({
    name: 'ece',
    metric: 'ece',
    label: 'Calibration error',
    unit: 'ratio',
    digits: 4,
    meaning: 'Mean distance between probabilities and frequencies, by bin',
    formula: 'mean |mean p - share of rises| of ten bins',
    caution:
      'It depends on the bins and is never 0 in a finite sample; small does not mean useful.',
    better: 'lower',
    place: 'main',
    note: () => '0 is perfect',
    compute: ({ reliability }) => computeCalibrationError(reliability),
  }),
] as const;

/** The figures of every model, in the order of the page. */
export const builtInClassification = [
  entry({
    name: 'auc',
    metric: 'auc',
    label: 'AUC',
    unit: 'ratio',
    digits: 3,
    meaning:
      'How often, of a bar that rises and one that falls, the first has the higher probability',
    formula: 'P(p of a rise > p of a fall), ties half',
    caution:
      'Not without its interval: bars that overlap count as far fewer. It says nothing of costs or of the size of moves.',
    better: 'higher',
    place: 'main',
    note: ({ aucCi: [low, high] }) =>
      Number.isNaN(low) ? 'interval from 5 days on' : `${showThree(low)}–${showThree(high)}`,
    compute: ({ ranking }) => ranking.auc,
  }),
  entry({
    name: 'accuracy',
    metric: 'accuracy',
    label: 'Accuracy',
    unit: 'fraction',
    meaning: 'Share of bars whose label p >= 0.5 predicts correctly',
    formula: 'right / bars',
    caution:
      'Where one label is more frequent, always guessing it is as accurate: compare it with the majority.',
    better: 'higher',
    place: 'main',
    note: ({ accuracy, majority }) =>
      `${formatPercent(accuracy - majority, { isSigned: true })} over majority`,
    compute: ({ labels, probabilities }) => computeAccuracy(labels, probabilities),
  }),
  entry({
    name: 'majority',
    metric: 'majority',
    label: 'Always the majority',
    unit: 'fraction',
    meaning: 'Accuracy of always guessing the more frequent label',
    formula: 'max(rises, falls) / bars',
    caution: 'It is of these bars; the next ones may have another majority.',
    better: 'neither',
    place: 'main',
    compute: ({ labels }) => computeMajority(labels),
  }),
  ...calibrationMetrics,
  entry({
    name: 'bars',
    metric: 'test-bars',
    label: 'Labels',
    unit: 'count',
    meaning: 'Bars that have both a probability and a label',
    formula: 'labels',
    caution:
      'Labels of neighbouring bars overlap: the number that is independent is far smaller, and it is the one that counts.',
    better: 'neither',
    place: 'main',
    note: ({ effectiveLabels }) =>
      Number.isNaN(effectiveLabels)
        ? undefined
        : `about ${formatCount(effectiveLabels)} independent`,
    compute: ({ labels }) => labels.length,
  }),
] as const;

/** Keeps the literal type of the name. */
function entry<const Name extends string, Subject>(metric: Metric<Name, Subject, NotedReport>) {
  return metric;
}

function showThree(value: number): string {
  return formatNumber(value, { digits: 3 });
}

function showFour(value: number): string {
  return formatNumber(value, { digits: 4 });
}
