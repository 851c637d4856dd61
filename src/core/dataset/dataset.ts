import { countBars, type BarRange, type Bars } from '../bars/bars';
import { clipRanges } from '../bars/gaps';
import { computeFeatures } from '../features/compute';
import { findLabel } from '../labels/find-label';
import { labels as knownLabels } from '../labels/list';
import {
  type BlockSplit,
  DatasetError,
  defaultEmbargoBars,
  splitBlocks,
  splitTestOnly,
} from './splits';
import { checkBarCount, checkPredictable, checkTrainable } from './requirements';
import { findRuns } from './runs';
import { fitScaler, scaleFeatures, type Scaler } from './scaler';

export { DatasetError } from './splits';

/** What a model is trained on and asked about: one row of scaled features and one label a bar. */
export interface Dataset {
  /** Names of the features, one a column. */
  readonly features: readonly string[];
  /** `[bar, feature]`, row-major, scaled and clipped to +-8; rows outside `runs` are 0. */
  readonly values: Float32Array;
  /** One a bar: 0, 1, or `noLabel` where the horizon crosses a gap or the end. */
  readonly labels: Uint8Array;
  /** Stretches without a gap in which every feature is defined; a window lies inside one run. */
  readonly runs: readonly BarRange[];
  readonly split: BlockSplit;
  readonly scaler: Scaler;
  readonly horizonBars: number;
}

export interface DatasetOptions {
  /** `name` of the label; the first of the list when left out. */
  readonly label?: string;
  readonly horizonBars: number;
  /** Bars that one logit of the network depends on. */
  readonly receptiveField: number;
  /** The available ones of the nine when left out; extras only when named. */
  readonly features?: readonly string[];
  /** Of a trained model, used as it is; fitted to the training labels' bars when left out. */
  readonly scaler?: Scaler;
  /** 70/15/15 when left out; with a `scaler`, all bars are the test block. */
  readonly split?: BlockSplit;
}

/**
 * Returns the dataset of `bars`: to train on, or, with the `scaler` of a trained model, to ask it.
 *
 * A row at t follows from bars <= t and the scaler, the scaler from bars with a training label, the
 * label at t from bars t .. t + what it looks ahead. Throws `DatasetError` when the bars are too few for
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
  const aheadBars = label.lookAheadBars(horizonBars);
  // As long as the longest feature, so that none of the next block is made of bars that decided a label.
  const embargoBars = Math.max(defaultEmbargoBars, table.warmUpBars);
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
  const runs = findRuns(bars, table);
  const targets = { runs, labels, split: blocks };
  if (isTrained) checkPredictable(targets, needs);
  else checkTrainable(targets, receptiveField);

  const applied = scaler ?? fitScaler(table, clipRanges(runs, blocks.train.labels));
  return {
    features: table.names,
    values: scaleFeatures(table, applied, runs),
    labels,
    runs,
    split: blocks,
    scaler: applied,
    horizonBars,
  };
}

function checkSplitFits({ test }: BlockSplit, barCount: number): void {
  if (test.bars.end === barCount) return;
  throw new DatasetError(
    `dataset: split must be one of these bars, ends at bar ${test.bars.end} of ${barCount}`,
  );
}
