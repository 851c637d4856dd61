import { type Bars, countBars, sliceBars } from './bars/bars';
import { assemblePaths, type CombinatorialFolds, planCombinatorial } from './dataset/combinatorial';
import { buildDataset } from './dataset/build-dataset';
import { plantFeature, shuffleLabels } from './dataset/controls';
import type { Dataset } from './dataset/dataset';
import { chooseEmbargo, type Fold, splitBlocks } from './dataset/splits';
import { planWalkForward, type WalkForwardFolds } from './dataset/walk-forward';
import { findLookBack } from './features/compute';
import { findLabel } from './labels/find-label';
import { computeAuc } from './metrics/auc';
import { receptiveField } from './models/spec';
import {
  estimateAuc,
  joinFolds,
  keepLabels,
  type OutOfSample,
  rankWithin,
  takeHoldout,
} from './out-of-sample';
import { deriveSeed } from './random';
import type { StudyPart, StudyRequest, StudyResult } from './study';

/** The trainings of a study. */
type PlannedStudy =
  | { readonly kind: 'walk-forward'; readonly folds: WalkForwardFolds }
  | { readonly kind: 'combinatorial'; readonly folds: CombinatorialFolds }
  | { readonly kind: 'shuffled-labels' | 'planted-feature'; readonly folds: readonly Fold[] };

/** Returns the folds of a study, one a training; throws `DatasetError` where the bars do not suffice. */
export function planStudy(bars: Bars, { plan, training }: StudyRequest): PlannedStudy {
  const { label, horizonBars, spec, features, split } = training;
  const barCount = countBars(bars);
  const lookAheadBars = findLabel(label).lookAheadBars(horizonBars);
  const embargoBars = chooseEmbargo(findLookBack(bars, features));
  const apart = { lookAheadBars, embargoBars };
  switch (plan.kind) {
    case 'walk-forward':
      return { kind: plan.kind, folds: planWalkForward(bars.openTime, { ...plan, ...apart }) };
    case 'combinatorial': {
      const options = { ...plan, ...apart, barCount, receptiveField: receptiveField(spec) };
      return { kind: plan.kind, folds: planCombinatorial(options) };
    }
    case 'shuffled-labels':
    case 'planted-feature': {
      const blocks = splitBlocks(barCount, { embargoBars, ...split, horizonBars: lookAheadBars });
      const window = { start: 0, end: barCount };
      const fold: Fold = { window, split: blocks, tests: [blocks.test] };
      const runs = plan.kind === 'shuffled-labels' ? 1 + plan.runs : 1;
      return { kind: plan.kind, folds: Array.from({ length: runs }, () => fold) };
    }
  }
}

/** Returns the dataset of a fold, from the bars of its window alone; throws `DatasetError` where they do not suffice. */
export function buildFold(
  bars: Bars,
  { window, split }: Pick<Fold, 'window' | 'split'>,
  { label, horizonBars, spec, features }: StudyRequest['training'],
): Dataset {
  const isWhole = window.start === 0 && window.end === countBars(bars);
  return buildDataset(isWhole ? bars : sliceBars(bars, window), {
    label,
    horizonBars,
    receptiveField: receptiveField(spec),
    features,
    split,
  });
}

/** Returns the dataset that training `at` of a study learns from and is tested on. */
export function changeDataset(
  dataset: Dataset,
  { plan, training }: StudyRequest,
  at: number,
  intervalMs: number,
): Dataset {
  const seed = deriveSeed(training.options.seed, at);
  if (plan.kind === 'planted-feature') return plantFeature(dataset, { ...plan, seed });
  if (plan.kind !== 'shuffled-labels' || at === 0) return dataset;
  const { train, validation, test } = dataset.split;
  const blockBars = Math.max(Math.ceil(86_400_000 / intervalMs), dataset.horizonBars);
  const ranges = [train.bars, validation.bars, test.bars];
  return { ...dataset, labels: shuffleLabels(dataset.labels, ranges, { blockBars, seed }) };
}

/** Returns the AUC of a fold's tested labels; `dataset` is of its window, `probability` of its test bars. */
export function scoreFold(fold: Fold, dataset: Dataset, probability: Float32Array): number {
  const labels: number[] = [];
  const scores: number[] = [];
  let from = 0;
  for (const { bars, labels: range } of fold.tests) {
    for (let bar = range.start; bar < range.end; bar++) {
      labels.push(dataset.labels[bar - fold.window.start]);
      scores.push(probability[from + bar - bars.start]);
    }
    from += bars.end - bars.start;
  }
  return computeAuc(labels, scores);
}

/** The finished trainings of a study. */
interface FinishedStudy {
  readonly study: PlannedStudy;
  readonly request: StudyRequest;
  readonly parts: readonly StudyPart[];
  /** Those of each training's test bars. */
  readonly probabilities: readonly Float32Array[];
  readonly bars: Bars;
}

/** Returns what a study says once all of its trainings are finished. */
export function concludeStudy(finished: FinishedStudy): StudyResult {
  const { study, request, parts, probabilities, bars } = finished;
  const { label, horizonBars } = request.training;
  const labels = findLabel(label).compute(bars, horizonBars);
  const report = (outOfSample: OutOfSample): StudyResult => {
    const { value: auc, ci: aucCi } = estimateAuc(outOfSample, labels, bars.openTime);
    return { auc, aucCi, distribution: [], pValue: NaN };
  };
  switch (study.kind) {
    case 'walk-forward':
      return report(joinFolds(study.folds, probabilities, countBars(bars)));
    case 'combinatorial': {
      const tests = study.folds.flatMap((fold) => fold.tests);
      const tested = keepLabels(
        labels,
        tests.map((test) => test.labels),
      );
      const distinct = new Map(tests.map((test) => [test.bars.start, test.bars]));
      const distribution = assemblePaths(study.folds, probabilities).map((path) =>
        computeAuc(tested, rankWithin(path, [...distinct.values()])),
      );
      return { auc: NaN, aucCi: [NaN, NaN], distribution, pValue: NaN };
    }
    case 'planted-feature':
    case 'shuffled-labels': {
      const [{ split }] = study.folds;
      const probability = new Float32Array(countBars(bars)).fill(NaN);
      probability.set(probabilities[0], split.test.bars.start);
      const distribution = parts.slice(1).map(({ auc }) => auc);
      const { auc, aucCi } = report(takeHoldout(split, probability));
      const asGood = distribution.filter((other) => other >= auc).length;
      const pValue =
        study.kind === 'shuffled-labels' ? (1 + asGood) / (1 + distribution.length) : NaN;
      return { auc, aucCi, distribution, pValue };
    }
  }
}
