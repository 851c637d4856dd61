import type { BarIndex, BarRange, Bars, EpochMs } from './bars/bars';
import { countInRanges } from './bars/gaps';
import { formatInterval } from './bars/interval';
import { formatUtcMinute } from './format';
import { type BlockSplit, DatasetError, type Fold } from './dataset/splits';
import type { WalkForwardFolds } from './dataset/walk-forward';
import { findLabel } from './labels/find-label';
import { noLabel } from './labels/label';
import type { DatasetInfo, ModelInfo } from './library';
import { type ClassificationReport, reportClassification } from './metrics/classification';
import { type DailyAuc, estimateDailyAuc } from './metrics/daily-scores';

declare const outOfSample: unique symbol;

/**
 * Probabilities of bars that the model had not seen: what a headline figure is computed from. Only the functions of this
 * file make such values, so that bars that a model learned from cannot enter one.
 */
export interface OutOfSample {
  readonly [outOfSample]: true;
  /**
   * `holdout`: one model, on bars after its training; `walk-forward`: each test block by the model before it; `no-model`: nothing
   * has learned from any bar.
   */
  readonly source: 'holdout' | 'walk-forward' | 'no-model';
  /** One a bar of the dataset; NaN outside `bars` and where there is no full window. */
  readonly probability: Float32Array;
  /** In time order, without overlap. */
  readonly bars: readonly BarRange[];
  /** Bars whose label lies in the same block: where probabilities can be compared with labels. */
  readonly labels: readonly BarRange[];
}

/** Returns the test block of a split, out of `probability`, which has one a bar of that dataset. */
export function takeHoldout({ test }: BlockSplit, probability: Float32Array): OutOfSample {
  return keepOnly('holdout', probability, [test.bars], [test.labels]);
}

/**
 * Returns the bars of `subject` that its model has not seen, as `findOutOfSample` finds them; throws as that does.
 */
export function takeOutOfSample(subject: Subject & { probability: Float32Array }): OutOfSample {
  const { model, probability } = subject;
  const { start, end } = findOutOfSample(subject);
  const aheadBars = findLabel(model.label).lookAheadBars(model.horizonBars);
  const labels = { start, end: Math.max(start, end - aheadBars) };
  return keepOnly('holdout', probability, [{ start, end }], [labels]);
}

/**
 * Returns all bars, without a probability: for strategies that need no model. Nothing was fitted to them here; whether a person chose
 * numbers after a look at these bars, nobody can tell.
 */
export function takeAllBars(barCount: number): OutOfSample {
  const all = [{ start: 0, end: barCount }];
  return keepOnly('no-model', new Float32Array(barCount).fill(NaN), all, []);
}

/** Returns the range from the first to the last out-of-sample bar. */
export function spanBars({ bars }: Pick<OutOfSample, 'bars'>): BarRange {
  return { start: bars[0].start, end: bars[bars.length - 1].end };
}

/**
 * Returns the joined test blocks of a walk-forward over `barCount` bars. `probabilities` has one array a fold: those of its
 * test bars. Throws `DatasetError` where one does not fit its fold.
 */
export function joinFolds(
  folds: WalkForwardFolds,
  probabilities: readonly Float32Array[],
  barCount: number,
): OutOfSample {
  const joined = new Float32Array(barCount).fill(NaN);
  folds.forEach(({ tests }, fold) => {
    const needed = countTestBars({ tests });
    if (probabilities[fold]?.length !== needed) {
      throw new DatasetError(
        `walk-forward: fold ${fold + 1} must have ${needed} probabilities, has ${probabilities[fold]?.length ?? 0}`,
      );
    }
    joined.set(probabilities[fold], tests[0].bars.start);
  });
  const tests = folds.flatMap((fold) => fold.tests);
  const bars = tests.map((test) => test.bars);
  return keepOnly(
    'walk-forward',
    joined,
    bars,
    tests.map(({ labels }) => labels),
  );
}

/** Returns how many bars a fold tests. */
export function countTestBars({ tests }: Pick<Fold, 'tests'>): number {
  return countInRanges(tests.map(({ bars }) => bars));
}

/**
 * Returns how well out-of-sample probabilities do on `labels`, one a bar of the dataset; `constantGuess` is the share of
 * rises in the training labels. In a walk-forward, what compares bars (AUC, ROC) ranks those of each test block among
 * themselves, as `estimateAuc` does.
 */
export function reportOutOfSample(
  { source, probability, bars, labels: ranges }: OutOfSample,
  labels: Uint8Array,
  openTime: ArrayLike<number>,
  known: { readonly horizonBars: number; readonly constantGuess: number },
): ClassificationReport {
  const count = countInRanges(ranges);
  const kept = {
    labels: new Uint8Array(count),
    probability: new Float32Array(count),
    ranks: new Float32Array(count),
    openTime: new Float64Array(count),
  };
  const ranks = rankWithin(probability, bars);
  let at = 0;
  for (const { start, end } of ranges) {
    kept.ranks.set(ranks.subarray(start, end), at);
    kept.labels.set(labels.subarray(start, end), at);
    kept.probability.set(probability.subarray(start, end), at);
    for (let bar = start; bar < end; bar++) kept.openTime[at + bar - start] = openTime[bar];
    at += end - start;
  }
  const ranking = source === 'walk-forward' ? { ...known, ranks: kept.ranks } : known;
  return reportClassification(kept.labels, kept.probability, kept.openTime, ranking);
}

/**
 * Returns the AUC of out-of-sample probabilities with its interval by days. In a walk-forward, the bars of each test block
 * are ranked among themselves, since the levels of different models cannot be compared: a block's rank is its share of
 * bars with a lower probability, ties counted as half. `labels` and `openTime` have one value a bar of the dataset.
 */
export function estimateAuc(
  { probability, bars, labels: ranges }: OutOfSample,
  labels: Uint8Array,
  openTime: ArrayLike<number>,
): DailyAuc {
  return estimateDailyAuc(keepLabels(labels, ranges), rankWithin(probability, bars), openTime);
}

/** Returns `labels` with none outside `ranges`. */
export function keepLabels(labels: Uint8Array, ranges: readonly BarRange[]): Uint8Array {
  const kept = new Uint8Array(labels.length).fill(noLabel);
  for (const { start, end } of ranges) kept.set(labels.subarray(start, end), start);
  return kept;
}

/** Returns the rank of each probability within its range, 0 to 1; NaN where there is none. */
export function rankWithin(probability: Float32Array, ranges: readonly BarRange[]): Float32Array {
  const ranks = new Float32Array(probability.length).fill(NaN);
  for (const { start, end } of ranges) {
    const known: number[] = [];
    for (let bar = start; bar < end; bar++) if (!Number.isNaN(probability[bar])) known.push(bar);
    known.sort((a, b) => probability[a] - probability[b]);
    for (let from = 0; from < known.length;) {
      let to = from + 1;
      while (to < known.length && probability[known[to]] === probability[known[from]]) to++;
      for (let at = from; at < to; at++) ranks[known[at]] = (from + to) / (2 * known.length);
      from = to;
    }
  }
  return ranks;
}

function keepOnly(
  source: OutOfSample['source'],
  probability: Float32Array,
  bars: readonly BarRange[],
  labels: readonly BarRange[],
): OutOfSample {
  const kept = new Float32Array(probability.length).fill(NaN);
  for (const { start, end } of bars) kept.set(probability.subarray(start, end), start);
  return { source, probability: kept, bars, labels } as OutOfSample;
}

/** A model cannot be judged on these bars; the message says why and what to do. */
export class OutOfSampleError extends Error {
  override readonly name = 'OutOfSampleError';
}

/** What decides which bars are out of sample for a model. */
interface Subject {
  readonly dataset: DatasetInfo;
  readonly bars: Bars;
  readonly model: ModelInfo;
  /** One per bar; NaN where the model has no full window. */
  readonly probability: ArrayLike<number>;
}

/** Throws `OutOfSampleError` where the bars have another interval than those that the model reads. */
export function checkInterval(dataset: Subject['dataset'], model: Subject['model']): void {
  if (dataset.intervalMs !== model.intervalMs) {
    throw new OutOfSampleError(
      `${model.name} reads bars of ${formatInterval(model.intervalMs)}, but ${dataset.name} has bars ` +
        `of ${formatInterval(dataset.intervalMs)}. Train a model on this dataset.`,
    );
  }
}

/**
 * Returns the bars that are out of sample for a model: on its own dataset the test block; on any other
 * dataset the bars from the time of the test block's first bar on, starting with the first probability.
 *
 * Time decides, not the dataset, since two files may hold the same bars, and markets move together.
 * Throws `OutOfSampleError` when there is no such bar, and for bars of another interval.
 */
export function findOutOfSample(subject: Subject): BarRange {
  const { dataset, bars, model, probability } = subject;
  if (dataset.id === model.datasetId) return model.outOfSample;
  checkInterval(dataset, model);
  const unseenFrom = model.outOfSampleFrom;
  const end = bars.openTime.length;
  for (let start = 0; start < end; start++) {
    if (bars.openTime[start] < unseenFrom || Number.isNaN(probability[start])) continue;
    return { start, end };
  }
  throw new OutOfSampleError(
    `${dataset.name} has no bar on which ${model.name} can be judged, since it was made with bars up to ` +
      `${formatUtcMinute(unseenFrom)} UTC. Load later bars, or train a model on this dataset.`,
  );
}

/** Returns the open time of a dataset's bar, which follows from the first time and the gaps. */
export function findOpenTime({ from, intervalMs, gaps }: DatasetInfo, index: BarIndex): EpochMs {
  let time = from + index * intervalMs;
  for (const gap of gaps) {
    if (time < gap.from) break;
    time += gap.to - gap.from;
  }
  return time;
}
