import { formatCount, formatNumber, formatPercent } from '../format';
import type { AucEstimate } from './auc';
import { computeCalibrationError, type ReliabilityBin } from './calibration';
import type { Metric } from './metric';
import {
  computeAccuracy,
  computeBrier,
  computeLogLoss,
  computeMajority,
} from './probability-scores';

/** Bars that have both a label, 0 or 1, and a probability, and what several figures need of them. */
interface ClassifiedBars {
  readonly labels: Uint8Array;
  readonly probabilities: Float64Array;
  readonly ranking: AucEstimate;
  readonly reliability: readonly ReliabilityBin[];
}

/** The fields of a report that notes beside a figure use. */
interface NotedReport {
  readonly accuracy: number;
  readonly majority: number;
  readonly effectiveBars: number;
  readonly aucCiEffective: readonly [number, number];
}

/** One figure of how well probabilities rank and match labels. */
export type ClassificationMetric<Name extends string = string> = Metric<
  Name,
  ClassifiedBars,
  NotedReport
>;

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
    better: 'higher',
    place: 'main',
    note: ({ aucCiEffective: [low, high] }) => `${showThree(low)}–${showThree(high)}`,
    compute: ({ ranking }) => ranking.auc,
  }),
  entry({
    name: 'accuracy',
    metric: 'accuracy',
    label: 'Accuracy',
    unit: 'fraction',
    meaning: 'Share of bars whose label p >= 0.5 predicts correctly',
    formula: 'right / bars',
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
    better: 'neither',
    place: 'main',
    compute: ({ labels }) => computeMajority(labels),
  }),
  entry({
    name: 'logLoss',
    metric: 'log-loss',
    label: 'Log loss',
    unit: 'ratio',
    digits: 4,
    meaning: 'Mean surprise at the labels',
    formula: '-mean(y ln p + (1 - y) ln(1 - p))',
    better: 'lower',
    place: 'main',
    note: () => `coin toss: ${showFour(Math.LN2)}`,
    compute: ({ labels, probabilities }) => computeLogLoss(labels, probabilities),
  }),
  entry({
    name: 'brier',
    metric: 'brier',
    label: 'Brier score',
    unit: 'ratio',
    digits: 4,
    meaning: 'Mean squared error of the probabilities',
    formula: 'mean((p - y)^2)',
    better: 'lower',
    place: 'main',
    note: () => `coin toss: ${showFour(0.25)}`,
    compute: ({ labels, probabilities }) => computeBrier(labels, probabilities),
  }),
  entry({
    name: 'ece',
    metric: 'ece',
    label: 'Calibration error',
    unit: 'ratio',
    digits: 4,
    meaning: 'Mean distance between probabilities and frequencies, by bin',
    formula: 'mean |mean p - share of rises| of ten bins',
    better: 'lower',
    place: 'main',
    note: () => '0 is perfect',
    compute: ({ reliability }) => computeCalibrationError(reliability),
  }),
  entry({
    name: 'bars',
    metric: 'test-bars',
    label: 'Labels',
    unit: 'count',
    meaning: 'Bars that have both a probability and a label',
    formula: 'labels',
    better: 'neither',
    place: 'main',
    note: ({ effectiveBars }) => `about ${formatCount(effectiveBars)} independent`,
    compute: ({ labels }) => labels.length,
  }),
] as const;

/** Keeps the literal type of the name. */
function entry<const Name extends string>(metric: ClassificationMetric<Name>) {
  return metric;
}

function showThree(value: number): string {
  return formatNumber(value, { digits: 3 });
}

function showFour(value: number): string {
  return formatNumber(value, { digits: 4 });
}
