import { countBars, type BarRange, type Bars } from '../bars/bars';
import { clipRanges } from '../bars/gaps';
import { computeFeatures } from '../features/compute';
import { labelDirection } from '../labels/direction';
import { type BlockSplit, DatasetError, splitBlocks, splitTestOnly } from './splits';
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
 * label at t from bars t .. t + horizonBars. Throws `DatasetError` when the bars are too few for
 * receptive field and splits (with a scaler: for one window), or do not match split or scaler.
 */
export function buildDataset(
  bars: Bars,
  { horizonBars, receptiveField, features, scaler, split }: DatasetOptions,
): Dataset {
  const count = countBars(bars);
  const labels = labelDirection(bars, horizonBars);
  const table = computeFeatures(bars, features);
  const needs = { receptiveField, horizonBars, warmUpBars: table.warmUpBars };
  const isTrained = scaler !== undefined;
  if (!isTrained && split === undefined) checkBarCount(count, needs);

  const blocks = split ?? (isTrained ? splitTestOnly : splitBlocks)(count, { horizonBars });
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
