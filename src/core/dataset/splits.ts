import type { BarRange, Bars, EpochMs } from '../bars/bars';
import { findFirstBar } from '../bars/gaps';
import { defaultLookBackBars } from '../features/compute';

/** Chronological blocks and the bars of each whose labels may be used (purged, embargoed). */
export interface BlockSplit {
  readonly train: Block;
  readonly validation: Block;
  readonly test: Block;
  readonly embargoBars: number;
  /** Training labels that are not one range, in time order; `train.labels` spans them (see `listTrainLabels`). */
  readonly trainLabels?: readonly BarRange[];
}

export interface Block {
  /** All bars of the block. */
  readonly bars: BarRange;
  /** Bars whose label may be used: neither purged nor in the embargo. */
  readonly labels: BarRange;
}

/** One of the trainings whose test blocks are joined: walk-forward or combinatorial. */
export interface Fold {
  /** Bars that it uses. `split` counts from the first of them. */
  readonly window: BarRange;
  /** Its last test block is `split.test`. */
  readonly split: BlockSplit;
  /** The test blocks in time order, in bars of the whole dataset. */
  readonly tests: readonly Block[];
}

/** Returns the ranges of bars whose label may be trained on, in time order. */
export function listTrainLabels({ train, trainLabels }: BlockSplit): readonly BarRange[] {
  return trainLabels ?? [train.labels];
}

/** Returns a range `bars` bars later. */
export function shiftRange({ start, end }: BarRange, bars: number): BarRange {
  return { start: start + bars, end: end + bars };
}

/** Returns a fold's split as ranges of all bars, where the fold has those of its window. */
export function placeSplit({ split, window }: Fold): BlockSplit {
  const { train, validation, test, embargoBars, trainLabels } = split;
  const shift = (range: BarRange) => shiftRange(range, window.start);
  const place = ({ bars, labels }: Block) => ({ bars: shift(bars), labels: shift(labels) });
  return {
    train: place(train),
    validation: place(validation),
    test: place(test),
    embargoBars,
    ...(trainLabels && { trainLabels: trainLabels.map(shift) }),
  };
}

/**
 * Labelled bars with a full window that each block must have at least: few enough for a first try, enough
 * for both labels to occur, so that the AUC is defined.
 */
export const minTargets = { train: 200, validation: 50, test: 50 } as const;

interface SplitOptions {
  /** Bars that a label looks ahead, which are purged from the end of every block. */
  readonly horizonBars: number;
  /** Further bars without a label at the end of the training and the validation block. */
  readonly embargoBars?: number;
  /** Fractions of the bars for training, validation and test, which sum to 1. */
  readonly fractions?: readonly [number, number, number];
}

/** Fractions of the bars for training, validation and test. */
export const defaultFractions = [0.7, 0.15, 0.15] as const;

/**
 * As long as the longest look-back of a default feature, so that no feature of the next block uses a bar
 * that decided a label of this block.
 */
export const defaultEmbargoBars = defaultLookBackBars;

/** Returns the embargo where the longest feature looks back so far: as long, and never shorter than the default. */
export function chooseEmbargo(lookBackBars: number): number {
  return Math.max(defaultEmbargoBars, lookBackBars);
}

/**
 * Returns three blocks in time order, which together are all bars.
 *
 * A label at t looks at bars up to t + horizonBars, so the last `horizonBars` bars of a block are
 * purged: their labels look into the next. The embargo is taken from the end of the earlier block,
 * not from the start of the later one, so that the test block is whole. Throws `DatasetError` when a
 * block has no label left.
 */
export function splitBlocks(
  barCount: number,
  { horizonBars, embargoBars = defaultEmbargoBars, fractions = defaultFractions }: SplitOptions,
): BlockSplit {
  checkFractions(fractions);
  const [trainFraction, validationFraction] = fractions;
  const trainEnd = Math.round(barCount * trainFraction);
  const validationEnd = Math.round(barCount * (trainFraction + validationFraction));
  const cut = (name: string, start: number, end: number, unusedBars: number): Block => {
    if (end - start > unusedBars) {
      return { bars: { start, end }, labels: { start, end: end - unusedBars } };
    }
    throw new DatasetError(
      `dataset: ${name} block needs more than ${unusedBars} bars (horizon ${horizonBars}` +
        `${unusedBars > horizonBars ? `, embargo ${embargoBars}` : ''}), has ${end - start} of ${barCount}`,
    );
  };
  const apart = horizonBars + embargoBars;
  return {
    train: cut('training', 0, trainEnd, apart),
    validation: cut('validation', trainEnd, validationEnd, apart),
    test: cut('test', validationEnd, barCount, horizonBars),
    embargoBars,
  };
}

/** When the validation and the test block begin. */
export interface TimeCuts {
  readonly validationFrom: EpochMs;
  readonly testFrom: EpochMs;
}

/**
 * Returns three blocks that begin at the same times in any market, whatever bars it has: a block may be empty. The time
 * that a label of a block looks ahead, and the embargo, end before the next block begins; those of the test block end with
 * the bars.
 */
export function splitByTime(
  { openTime, intervalMs }: Bars,
  { validationFrom, testFrom }: TimeCuts,
  {
    horizonBars,
    embargoBars = defaultEmbargoBars,
  }: Pick<SplitOptions, 'horizonBars' | 'embargoBars'>,
): BlockSplit {
  const count = openTime.length;
  const last = count === 0 ? testFrom : openTime[count - 1] + intervalMs;
  const cut = (from: EpochMs, to: EpochMs, unusedBars: number): Block => {
    const start = findFirstBar(openTime, from);
    const end = findFirstBar(openTime, to);
    const labelsEnd = findFirstBar(openTime, to - unusedBars * intervalMs);
    return {
      bars: { start, end },
      labels: { start, end: Math.max(start, Math.min(end, labelsEnd)) },
    };
  };
  const apart = horizonBars + embargoBars;
  return {
    train: cut(-Infinity, validationFrom, apart),
    validation: cut(validationFrom, testFrom, apart),
    test: cut(testFrom, Math.max(testFrom, last), horizonBars),
    embargoBars,
  };
}

/** Returns the split of bars on which nothing was trained: all of them are the test block. */
export function splitTestOnly(
  barCount: number,
  { horizonBars }: Pick<SplitOptions, 'horizonBars'>,
): BlockSplit {
  const none: Block = { bars: { start: 0, end: 0 }, labels: { start: 0, end: 0 } };
  const labels = { start: 0, end: Math.max(0, barCount - horizonBars) };
  return {
    train: none,
    validation: none,
    test: { bars: { start: 0, end: barCount }, labels },
    embargoBars: 0,
  };
}

function checkFractions(fractions: readonly number[]): void {
  const sum = fractions.reduce((total, fraction) => total + fraction, 0);
  if (fractions.every((fraction) => fraction > 0) && Math.abs(sum - 1) < 1e-9) return;
  throw new DatasetError(
    `dataset: split fractions must be above 0 and sum to 1, were ${fractions.join(', ')}`,
  );
}

/** No dataset can be built from these bars, split and scaler; the message says what is needed and what was given. */
export class DatasetError extends Error {
  override readonly name = 'DatasetError';
}
