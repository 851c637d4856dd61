import type { BarRange } from '../src/core/bars/bars';
import { countInRanges } from '../src/core/bars/gaps';
import { usableTargets } from '../src/core/dataset/chunks';
import type { Dataset } from '../src/core/dataset/dataset';
import { listTrainLabels } from '../src/core/dataset/splits';
import { computeAuc } from '../src/core/metrics/auc';
import { computeLogLoss } from '../src/core/metrics/probability-scores';
import type { EpochRecord, TrainingSummary } from '../src/core/library';
import type { ModelSpec, NamedWeights } from '../src/core/models/model-kind';
import { countParameters, receptiveField } from '../src/core/models/spec';
import { TrainingError } from './training-event';

/** The weights of the best epoch and how training went. */
export interface TrainingResult {
  readonly weights: NamedWeights;
  readonly summary: TrainingSummary;
}

/** Returns how training went. */
export function summarize(
  dataset: Dataset,
  spec: ModelSpec,
  {
    epochs,
    best,
    targets,
    seconds,
  }: {
    readonly epochs: readonly EpochRecord[];
    readonly best: EpochRecord;
    readonly targets: readonly BarRange[];
    readonly seconds: number;
  },
): TrainingSummary {
  return {
    epochs,
    bestEpoch: best.epoch,
    seconds,
    labels: countInRanges(targets),
    parameters: countParameters(spec, dataset.features.length),
    receptiveField: receptiveField(spec),
    validationAuc: best.validationAuc,
  };
}

/** Returns the bars with a training label and a full window; throws `TrainingError` if there are none. */
export function findTrainingTargets(dataset: Dataset, spec: ModelSpec): readonly BarRange[] {
  const field = receptiveField(spec);
  const ranges = listTrainLabels(dataset.split);
  const targets = ranges.flatMap((range) =>
    usableTargets(dataset, range, field, { needLabel: true }),
  );
  if (targets.length > 0) return targets;
  throw new TrainingError(
    `training: needs a label with ${field} bars (the receptive field) before it without a gap, ` +
      `has none among the ${countInRanges(ranges)} bars of the training block`,
  );
}

/** The message that the AUC of the validation block is undefined. */
export function oneLabelOnly(dataset: Dataset): string {
  const { start, end } = dataset.split.validation.labels;
  return (
    'training: the validation block needs bars with label 0 and with label 1 to stop by, ' +
    `has at most one of them in its ${end - start} bars`
  );
}

/** How well probabilities do on the labels of a block. */
export interface ValidationScore {
  /** NaN unless both labels occur. */
  readonly auc: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
}

/** Returns how well probabilities, one per bar of the dataset, do on the labels of a range. */
export function scoreBlock(
  dataset: Dataset,
  predicted: Float32Array,
  range: BarRange,
  field: number,
): ValidationScore {
  return scoreLabels(dataset, predicted, usableTargets(dataset, range, field, { needLabel: true }));
}

/** Like `scoreBlock`, on the labels of `targets`, which all have one. */
export function scoreLabels(
  dataset: Dataset,
  predicted: Float32Array,
  targets: readonly BarRange[],
): ValidationScore {
  const labels: number[] = [];
  const probabilities: number[] = [];
  for (const { start, end } of targets) {
    for (let bar = start; bar < end; bar++) {
      labels.push(dataset.labels[bar]);
      probabilities.push(predicted[bar]);
    }
  }
  return { auc: computeAuc(labels, probabilities), loss: computeLogLoss(labels, probabilities) };
}
