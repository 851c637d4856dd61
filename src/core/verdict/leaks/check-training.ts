import { type BarIndex, type Bars, countBars } from '../../bars/bars';
import type { BlockSplit } from '../../dataset/splits';
import type { Random } from '../../random';
import { type Change, changeValues } from './change-future';
import { firstDifference, type LeakLog } from './leak-log';
import type { LeakStage } from './pipeline';

/** What a training leaves, as numbers that can be compared bit by bit. */
export interface Learned {
  readonly scaler: ArrayLike<number>;
  /** One a finished epoch. */
  readonly trainLoss: ArrayLike<number>;
  /** Scores of each epoch on the validation block, and which epoch was chosen by them. */
  readonly choice: ArrayLike<number>;
  readonly weights: ArrayLike<number>;
  readonly calibration: ArrayLike<number>;
}

/** A training to be run again: its bars, and how much of the whole check is done before it, 0 to 1. */
interface TrainingToRun {
  readonly bars: Bars;
  readonly fraction: number;
}

/** What each part is called in a finding. */
const parts = {
  scaler: 'The scaler',
  trainLoss: 'The training loss',
  choice: 'The choice of the epoch',
  weights: 'The weights',
  calibration: 'The calibration',
} as const satisfies Record<keyof Learned, string>;

type LearnedPart = keyof typeof parts;

/** What may depend on the validation block, and must not on the test block. */
const all = Object.keys(parts) as LearnedPart[];
/** What must not depend on the validation block either. */
const beforeValidation: readonly LearnedPart[] = ['scaler', 'trainLoss'];

/**
 * Compares what a training learns with what it learns where later blocks have other values; times stay. With another test block
 * all must stay the same to the last bit: scaler, losses, weights, the choice of the epoch by validation, and calibration. With
 * another validation block, too, the scaler and the losses of the epochs that both trainings have must.
 *
 * Whoever runs it answers each training with what it learned, always with the same seed, backend and number of workers. Returns what
 * the undisturbed training learned.
 */
export function* checkTraining(
  bars: Bars,
  { validation, test }: Pick<BlockSplit, 'validation' | 'test'>,
  log: LeakLog,
  random: Random,
): Generator<TrainingToRun, Learned, Learned> {
  const trainings = [
    { block: 'test', from: test.bars.start, same: all },
    { block: 'validation', from: validation.bars.start, same: beforeValidation },
  ] as const;
  const total = trainings.length + 1;
  const was = yield { bars, fraction: 0 };
  for (const [at, { block, from, same }] of trainings.entries()) {
    const others = changeFrom(bars, from, random);
    const is = yield { bars: others, fraction: (at + 1) / total };
    for (const part of same) {
      const stage: LeakStage = part === 'scaler' ? 'scaler' : 'training';
      // With another validation block, training may stop at another epoch.
      const isEarlier = part === 'trainLoss' && block === 'validation';
      const length = isEarlier ? Math.min(was[part].length, is[part].length) : was[part].length;
      log.count(stage, length);
      const isSame =
        (isEarlier || is[part].length === length) &&
        firstDifference(was[part], is[part], length) === length;
      if (isSame) continue;
      const sentence = `${parts[part]} of a short training changed when only bars from its ${block} block on were changed.`;
      log.add({ stage, name: `${part} by ${block}`, bar: from, sentence });
    }
  }
  return was;
}

/** Returns the bars with those from `start` on in another order and at other levels. */
function changeFrom(bars: Bars, start: BarIndex, random: Random): Bars {
  const later = [{ start, end: countBars(bars) }];
  const take = (of: Bars, wanted: Change): Bars =>
    changeValues(of, later, random).find(({ change }) => change === wanted)?.bars ?? of;
  return take(take(bars, 'shuffled'), 'scaled');
}
