import { countBars, type BarRange, type Bars } from '../bars/bars';
import { clipRanges, countInRanges, findSegments, findStretches } from '../bars/gaps';
import { computeFeatures, type FeatureTable } from '../features/compute';
import { findLabel } from '../labels/find-label';
import { labels as knownLabels } from '../labels/list';
import {
  type BlockSplit,
  chooseEmbargo,
  DatasetError,
  defaultEmbargoBars,
  defaultFractions,
  listTrainLabels,
  minTargets,
  splitBlocks,
  splitTestOnly,
} from './splits';
import { fitScaler, scaleFeatures, type Scaler } from './scaler';
import type { Dataset } from './dataset';
import { usableTargets } from './chunks';

interface DatasetOptions {
  /** `name` of the label; the first of the list when left out. */
  readonly label?: string;
  readonly horizonBars: number;
  /** Bars that one logit of the network depends on. */
  readonly receptiveField: number;
  /** Names; when left out, those of the default features that the bars can give. Extras only when named. */
  readonly features?: readonly string[];
  /** That of a trained model; when left out, one is fitted to the bars that have a training label. */
  readonly scaler?: Scaler;
  /** 70/15/15 when left out; with a `scaler`, all bars are the test block. */
  readonly split?: BlockSplit;
}

/**
 * Returns the dataset of `bars`: to train a model on, or, with the `scaler` of a trained model, to predict
 * with that model.
 *
 * The feature row at t depends on bars <= t and the scaler; the scaler on bars with a training label; the
 * label at t on bars t to t + `lookAheadBars`. Throws `DatasetError` when the bars are too few for
 * receptive field and splits (with a scaler: for one window), or do not match split or scaler.
 */
export function buildDataset(
  bars: Bars,
  { label: name, horizonBars, receptiveField, features, scaler, split }: DatasetOptions,
): Dataset {
  const count = countBars(bars);
  const label = name === undefined ? knownLabels[0] : findLabel(name);
  const labels = label.compute(bars, horizonBars);
  const table = computeFeatures(bars, features);
  if (table.names.length === 0) throw new DatasetError('dataset: needs at least one feature');
  const aheadBars = label.lookAheadBars(horizonBars);
  const embargoBars = chooseEmbargo(table.warmUpBars);
  const needs = {
    receptiveField,
    horizonBars: aheadBars,
    warmUpBars: table.warmUpBars,
    embargoBars,
  };
  const isTrained = scaler !== undefined;
  if (!isTrained && split === undefined) checkBarCount(count, needs);

  const cut = isTrained ? splitTestOnly : splitBlocks;
  const blocks = split ?? cut(count, { horizonBars: aheadBars, embargoBars });
  checkSplitFits(blocks, count);
  const stretches = findDefinedStretches(bars, table);
  const targets = { stretches, labels, split: blocks };
  if (isTrained) checkPredictable(targets, needs);
  else checkTrainable(targets, receptiveField);

  const trained = listTrainLabels(blocks).flatMap((range) => clipRanges(stretches, range));
  const applied = scaler ?? fitScaler(table, trained);
  return {
    features: table.names,
    values: scaleFeatures(table, applied, stretches),
    labels,
    stretches,
    split: blocks,
    scaler: applied,
    horizonBars,
  };
}

function checkSplitFits({ train, validation, test }: BlockSplit, barCount: number): void {
  const end = Math.max(train.bars.end, validation.bars.end, test.bars.end);
  if (end === barCount) return;
  throw new DatasetError(
    `dataset: split must be one of these bars, ends at bar ${end} of ${barCount}`,
  );
}

/** Returns the stretches of bars without a gap in which every feature is a finite number. */
export function findDefinedStretches(bars: Bars, table: FeatureTable): BarRange[] {
  const isUndefined = new Uint8Array(countBars(bars));
  for (const values of table.columns) {
    for (let bar = 0; bar < values.length; bar++) {
      if (!Number.isFinite(values[bar])) isUndefined[bar] = 1;
    }
  }
  return findSegments(bars).flatMap((segment) =>
    findStretches(segment, (bar) => isUndefined[bar] === 0),
  );
}

/** What decides how many bars a dataset needs. */
interface DatasetNeeds {
  readonly receptiveField: number;
  readonly horizonBars: number;
  /** Of the features. */
  readonly warmUpBars: number;
  readonly embargoBars?: number;
}

/** Returns how many bars without a gap are enough for the three default blocks. */
export function countNeededBars({
  receptiveField,
  horizonBars,
  warmUpBars,
  embargoBars = defaultEmbargoBars,
}: DatasetNeeds): number {
  const apart = horizonBars + embargoBars;
  const blocks = [
    warmUpBars + receptiveField - 1 + minTargets.train + apart,
    minTargets.validation + apart,
    minTargets.test + horizonBars,
  ];
  // One bar more for each block, because their ends are rounded.
  return Math.ceil(Math.max(...blocks.map((bars, block) => (bars + 1) / defaultFractions[block])));
}

/** Throws `DatasetError` when even bars without a gap would be too few. */
function checkBarCount(barCount: number, needs: DatasetNeeds): void {
  const needed = countNeededBars(needs);
  if (barCount >= needed) return;
  const { train, validation, test } = minTargets;
  throw new DatasetError(
    `dataset: needs at least ${needed} bars (receptive field ${needs.receptiveField}, warm-up ` +
      `${needs.warmUpBars}, horizon ${needs.horizonBars}, embargo ${needs.embargoBars ?? defaultEmbargoBars}; for at ` +
      `least ${train} training, ${validation} validation and ${test} test labels), has ${barCount}`,
  );
}

export type Targets = Pick<Dataset, 'stretches' | 'labels' | 'split'>;

/** Returns how many bars of `ranges` have a label and a full window. */
export function countTargets(
  dataset: Targets,
  ranges: readonly BarRange[],
  receptiveField: number,
): number {
  const targets = ranges.flatMap((range) =>
    usableTargets(dataset, range, receptiveField, { needLabel: true }),
  );
  return countInRanges(targets);
}

/** Throws `DatasetError` when gaps or undefined features leave a block with too few labels. */
export function checkTrainable(dataset: Targets, receptiveField: number): void {
  for (const name of ['train', 'validation', 'test'] as const) {
    const { split } = dataset;
    const range = split[name].labels;
    const ranges = name === 'train' ? listTrainLabels(split) : [range];
    const count = countTargets(dataset, ranges, receptiveField);
    if (count >= minTargets[name]) continue;
    throw new DatasetError(
      `dataset: ${name} block needs at least ${minTargets[name]} labels, each after ` +
        `${receptiveField} bars in a row with all features, has ${count} in bars ` +
        `${range.start} to ${range.end}`,
    );
  }
}

/** Throws `DatasetError` when no bar has a full window, so that a model could predict nothing. */
function checkPredictable(dataset: Targets, needs: DatasetNeeds): void {
  const longest = Math.max(0, ...dataset.stretches.map(({ start, end }) => end - start));
  if (longest >= needs.receptiveField) return;
  throw new DatasetError(
    `dataset: needs at least ${needs.receptiveField + needs.warmUpBars} bars in a row (receptive ` +
      `field ${needs.receptiveField}, warm-up ${needs.warmUpBars}), has ` +
      `${dataset.split.test.bars.end} bars with all features in at most ${longest} in a row`,
  );
}
