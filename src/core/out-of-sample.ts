import type { BarIndex, BarRange, Bars, EpochMs } from './bars/bars';
import { formatUtc } from './bars/times';
import { formatInterval } from './bars/interval';
import type { DatasetInfo, ModelInfo } from './library';

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
  if (dataset.intervalMs !== model.intervalMs) {
    throw new OutOfSampleError(
      `${model.name} reads bars of ${formatInterval(model.intervalMs)}, but ${dataset.name} has bars ` +
        `of ${formatInterval(dataset.intervalMs)}. Train a model on this dataset.`,
    );
  }
  const unseenFrom = model.outOfSampleFrom;
  const end = bars.openTime.length;
  for (let start = 0; start < end; start++) {
    if (bars.openTime[start] < unseenFrom || Number.isNaN(probability[start])) continue;
    return { start, end };
  }
  throw new OutOfSampleError(
    `${dataset.name} has no bar on which ${model.name} can be judged, since it was made with bars up to ` +
      `${formatUtc(unseenFrom)}. Load later bars, or train a model on this dataset.`,
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
