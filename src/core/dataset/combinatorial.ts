import type { BarRange } from '../bars/bars';
import { countInRanges } from '../bars/gaps';
import { type Block, DatasetError, defaultEmbargoBars, type Fold } from './splits';

declare const combinatorial: unique symbol;

/**
 * Folds that test every choice of `testGroups` groups of bars, with training bars before and after them. Only
 * `planCombinatorial` makes them.
 */
export type CombinatorialFolds = readonly Fold[] & { readonly [combinatorial]: true };

export interface CombinatorialOptions {
  readonly barCount: number;
  /** N: groups of equally many bars, in time order. */
  readonly groups: number;
  /** k: groups that each fold tests. */
  readonly testGroups: number;
  /** Bars that a label looks ahead. */
  readonly lookAheadBars: number;
  readonly embargoBars?: number;
  /** Bars that one logit depends on. */
  readonly receptiveField: number;
}

/** Share of the training bars that decides when training stops. */
const validationShare = 0.15;

/**
 * Returns the N-choose-k folds of combinatorial purged cross-validation.
 *
 * Before a test group, training labels end `lookAheadBars` (purge) and the embargo earlier; after it, they begin the
 * embargo and the receptive field later, so that no training window reads a test bar or one within the embargo. The end
 * of the last run of training groups is the validation block, which is kept apart in the same way.
 *
 * López de Prado (2018), "Advances in Financial Machine Learning", 7.4 and 12.4. Throws `DatasetError` for impossible
 * groups and where a block has no label left.
 */
export function planCombinatorial(options: CombinatorialOptions): CombinatorialFolds {
  const { barCount, groups, testGroups, lookAheadBars, receptiveField } = options;
  const { embargoBars = defaultEmbargoBars } = options;
  if (!(
    Number.isInteger(groups) &&
    Number.isInteger(testGroups) &&
    testGroups > 0 &&
    testGroups < groups
  )) {
    throw new DatasetError(
      `combinatorial: test groups must be at least 1 and fewer than all, were ${testGroups} of ${groups}`,
    );
  }
  const before = lookAheadBars + embargoBars;
  const after = embargoBars + receptiveField;
  const cut = (bars: BarRange, first: number, last: number): Block => {
    if (bars.end - bars.start > first + last) {
      return { bars, labels: { start: bars.start + first, end: bars.end - last } };
    }
    throw new DatasetError(
      `combinatorial: a block needs more than ${first + last} bars for purge and embargo, has ` +
        `${bars.end - bars.start}; choose fewer groups`,
    );
  };
  const edges = Array.from({ length: groups + 1 }, (_, at) => Math.round((at * barCount) / groups));
  const folds = chooseGroups(groups, testGroups).map((tested): Fold => {
    const tests = tested.map((group) =>
      cut({ start: edges[group], end: edges[group + 1] }, 0, lookAheadBars),
    );
    const runs = findRuns(groups, tested).map(({ start, end }) => ({
      start: edges[start],
      end: edges[end],
    }));
    const last = runs[runs.length - 1];
    const wanted = Math.round(validationShare * countInRanges(runs));
    const cutAt = last.end - Math.min(wanted, (last.end - last.start) >> 1);
    const trained = [...runs.slice(0, -1), { start: last.start, end: cutAt }].map((run) =>
      cut(run, run.start > 0 ? after : 0, before),
    );
    const span = (ranges: readonly BarRange[]): BarRange => ({
      start: ranges[0].start,
      end: ranges[ranges.length - 1].end,
    });
    const trainLabels = trained.map(({ labels }) => labels);
    const isLast = last.end === barCount;
    const split = {
      train: { bars: span(trained.map(({ bars }) => bars)), labels: span(trainLabels) },
      trainLabels,
      validation: cut({ start: cutAt, end: last.end }, 0, isLast ? lookAheadBars : before),
      test: tests[tests.length - 1],
      embargoBars,
    };
    return { window: { start: 0, end: barCount }, split, tests };
  });
  return folds as unknown as CombinatorialFolds;
}

/**
 * Returns the paths of combinatorial folds: `k / N * (N choose k)` arrays with one probability a bar, each of which has
 * every test group once, predicted by models that did not learn from it. `probabilities` has one array a fold: those of
 * its test bars, block after block.
 *
 * A path's bars are tested by models that know later bars: a distribution over possible histories, and no
 * out-of-sample record. López de Prado (2018), 12.3 and 12.4.
 */
export function assemblePaths(
  folds: CombinatorialFolds,
  probabilities: readonly Float32Array[],
): readonly Float32Array[] {
  const paths: Float32Array[] = [];
  const testedBefore = new Map<number, number>();
  folds.forEach(({ window, tests }, fold) => {
    let from = 0;
    for (const { bars } of tests) {
      const at = testedBefore.get(bars.start) ?? 0;
      testedBefore.set(bars.start, at + 1);
      const path = (paths[at] ??= new Float32Array(window.end).fill(NaN));
      const length = bars.end - bars.start;
      path.set(probabilities[fold].subarray(from, from + length), bars.start);
      from += length;
    }
  });
  return paths;
}

/** Every choice of `count` of the groups 0 to `groups - 1`, in lexicographic order. */
function chooseGroups(groups: number, count: number, first = 0): number[][] {
  if (count === 0) return [[]];
  const choices: number[][] = [];
  for (let group = first; group <= groups - count; group++) {
    for (const rest of chooseGroups(groups, count - 1, group + 1)) choices.push([group, ...rest]);
  }
  return choices;
}

/** The ranges of groups that are not tested, each as long as possible. */
function findRuns(groups: number, tested: readonly number[]): BarRange[] {
  const ends = [-1, ...tested, groups];
  return ends
    .slice(1)
    .map((end, at) => ({ start: ends[at] + 1, end }))
    .filter(({ start, end }) => start < end);
}
