import { countInRanges } from '../bars/gaps';
import { usableTargets } from './chunks';
import type { Dataset } from './dataset';
import { DatasetError, defaultEmbargoBars, defaultFractions } from './splits';

/**
 * Labelled bars with a full window that each block must have: few enough for a first try, enough
 * that both labels turn up and an AUC is defined.
 */
export const minimumTargets = { train: 200, validation: 50, test: 50 } as const;

/** What decides how many bars a dataset needs. */
export interface DatasetNeeds {
  readonly receptiveField: number;
  readonly horizonBars: number;
  /** Of the features. */
  readonly warmUpBars: number;
  readonly embargoBars?: number;
}

/** Returns how many bars without a gap always fill the three default blocks. */
export function countNeededBars({
  receptiveField,
  horizonBars,
  warmUpBars,
  embargoBars = defaultEmbargoBars,
}: DatasetNeeds): number {
  const apart = horizonBars + embargoBars;
  const blocks = [
    warmUpBars + receptiveField - 1 + minimumTargets.train + apart,
    minimumTargets.validation + apart,
    minimumTargets.test + horizonBars,
  ];
  // One bar more for each block, because their ends are rounded.
  return Math.ceil(Math.max(...blocks.map((bars, block) => (bars + 1) / defaultFractions[block])));
}

/** Throws `DatasetError` when even bars without a gap would be too few. */
export function checkBarCount(barCount: number, needs: DatasetNeeds): void {
  const needed = countNeededBars(needs);
  if (barCount >= needed) return;
  const { train, validation, test } = minimumTargets;
  throw new DatasetError(
    `dataset: needs at least ${needed} bars (receptive field ${needs.receptiveField}, warm-up ` +
      `${needs.warmUpBars}, horizon ${needs.horizonBars}, embargo ${needs.embargoBars ?? defaultEmbargoBars}; for at ` +
      `least ${train} training, ${validation} validation and ${test} test labels), has ${barCount}`,
  );
}

type Targets = Pick<Dataset, 'runs' | 'labels' | 'split'>;

/** Throws `DatasetError` when gaps or holes leave a block with too few labels to train on. */
export function checkTrainable(dataset: Targets, receptiveField: number): void {
  for (const name of ['train', 'validation', 'test'] as const) {
    const range = dataset.split[name].labels;
    const targets = usableTargets(dataset, range, receptiveField, { needLabel: true });
    const count = countInRanges(targets);
    if (count >= minimumTargets[name]) continue;
    throw new DatasetError(
      `dataset: ${name} block needs at least ${minimumTargets[name]} labels, each after ` +
        `${receptiveField} bars in a row with all features, has ${count} in bars ` +
        `${range.start} to ${range.end}`,
    );
  }
}

/** Throws `DatasetError` when a trained model could be asked at no bar. */
export function checkPredictable(dataset: Targets, needs: DatasetNeeds): void {
  const longest = Math.max(0, ...dataset.runs.map(({ start, end }) => end - start));
  if (longest >= needs.receptiveField) return;
  throw new DatasetError(
    `dataset: needs at least ${needs.receptiveField + needs.warmUpBars} bars in a row (receptive ` +
      `field ${needs.receptiveField}, warm-up ${needs.warmUpBars}), has ` +
      `${dataset.split.test.bars.end} bars with all features in at most ${longest} in a row`,
  );
}
