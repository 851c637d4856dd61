import type { BarRange, EpochMs } from '../bars/bars';
import { findFirstBar } from '../bars/gaps';
import {
  type Block,
  DatasetError,
  defaultEmbargoBars,
  type Fold,
  minTargets,
  shiftRange,
} from './splits';

declare const walkForward: unique symbol;

/**
 * Folds whose test blocks lie one after the other, each after all bars that its model was made with. Only
 * `planWalkForward` makes them.
 */
export type WalkForwardFolds = readonly Fold[] & { readonly [walkForward]: true };

export interface WalkForwardOptions {
  /** `rolling`: each model learns from the last `trainDays`; `expanding`: from all bars before its test block. */
  readonly mode: 'rolling' | 'expanding';
  /** UTC days before the first test block, validation included; in `rolling` mode before each. */
  readonly trainDays: number;
  /** The last of these days, which decide when training stops. */
  readonly validationDays: number;
  readonly testDays: number;
  /** Days from one test block to the next, at least `testDays`. */
  readonly stepDays: number;
  /** Bars that a label looks ahead, which are purged from the end of every block. */
  readonly lookAheadBars: number;
  /** Further bars without a label at the end of the training and the validation block. */
  readonly embargoBars?: number;
}

const dayMs = 86_400_000;

/**
 * Returns the folds in time order; a bar is in at most one test block. Blocks begin at midnight UTC, and a day without
 * bars counts as a day. The last test block ends with the bars; it is left out where it has too few labels.
 *
 * A label at t looks at bars up to t + `lookAheadBars`, so as many are purged from the end of each block, and the embargo
 * from training and validation, as in `splitBlocks`. Throws `DatasetError` for impossible days, where not one block
 * can be tested, and where a block has no label left.
 */
export function planWalkForward(
  openTime: ArrayLike<number>,
  options: WalkForwardOptions,
): WalkForwardFolds {
  const { mode, trainDays, validationDays, testDays, stepDays, lookAheadBars } = options;
  checkDays(options);
  const apart = lookAheadBars + (options.embargoBars ?? defaultEmbargoBars);
  const firstDay = Math.floor(openTime[0] / dayMs);
  const barOf = (day: number): number => findFirstBar(openTime, (firstDay + day) * dayMs);
  const folds: Fold[] = [];
  for (let day = trainDays; ; day += stepDays) {
    const test = { start: barOf(day), end: barOf(day + testDays) };
    if (test.start === openTime.length) break;
    if (test.end - test.start < lookAheadBars + minTargets.test) continue;
    const validationStart = barOf(day - validationDays);
    const window = { start: mode === 'rolling' ? barOf(day - trainDays) : 0, end: test.end };
    const cut = (name: string, { start, end }: BarRange, unusedBars: number): Block => {
      if (end - start > unusedBars) {
        return { bars: { start, end }, labels: { start, end: end - unusedBars } };
      }
      throw new DatasetError(
        `walk-forward: the ${name} block before day ${day + 1} needs more than ${unusedBars} bars, ` +
          `has ${end - start}; choose more days`,
      );
    };
    const validation = { start: validationStart, end: test.start };
    const blocks = {
      train: cut('training', { start: window.start, end: validationStart }, apart),
      validation: cut('validation', validation, apart),
      test: cut('test', test, lookAheadBars),
    };
    const embargoBars = apart - lookAheadBars;
    const shift = ({ bars, labels }: Block): Block => ({
      bars: shiftRange(bars, -window.start),
      labels: shiftRange(labels, -window.start),
    });
    const split = {
      train: shift(blocks.train),
      validation: shift(blocks.validation),
      test: shift(blocks.test),
      embargoBars,
    };
    folds.push({ window, split, tests: [blocks.test] });
  }
  if (folds.length > 0) return folds as unknown as WalkForwardFolds;
  throw new DatasetError(
    `walk-forward: needs bars after the first ${trainDays} days to test on, has ` +
      `${Math.ceil((openTime[openTime.length - 1] - openTime[0]) / dayMs) || 0} days; choose fewer training days`,
  );
}

/** Returns how many folds bars from `from` to `to` have, both open times, where none is missing. */
export function countFolds(
  {
    from,
    to,
    intervalMs,
  }: { readonly from: EpochMs; readonly to: EpochMs; readonly intervalMs: number },
  options: Pick<WalkForwardOptions, 'trainDays' | 'testDays' | 'stepDays' | 'lookAheadBars'>,
): number {
  const { trainDays, testDays, stepDays, lookAheadBars } = options;
  const end = to + intervalMs;
  const firstDay = Math.floor(from / dayMs);
  let folds = 0;
  for (let day = firstDay + trainDays; day * dayMs < end; day += stepDays) {
    const testMs = Math.min(end, (day + testDays) * dayMs) - day * dayMs;
    if (testMs >= (lookAheadBars + minTargets.test) * intervalMs) folds++;
  }
  return folds;
}

function checkDays(options: WalkForwardOptions): void {
  const { trainDays, validationDays, testDays, stepDays } = options;
  const areWhole = [trainDays, validationDays, testDays, stepDays].every(
    (days) => Number.isInteger(days) && days > 0,
  );
  if (areWhole && validationDays < trainDays && stepDays >= testDays) return;
  throw new DatasetError(
    'walk-forward: days must be whole numbers above 0, validation shorter than training and the step ' +
      `at least as long as a test block, were ${trainDays} training, ${validationDays} validation, ` +
      `${testDays} test, step ${stepDays}`,
  );
}
