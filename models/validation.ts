import { usableTargets } from '../src/core/dataset/chunks';
import type { Dataset } from '../src/core/dataset/dataset';
import { computeAuc } from '../src/core/metrics/auc';
import { computeLogLoss } from '../src/core/metrics/log-loss';
import { receptiveField } from '../src/core/model/spec';
import type { Compute } from './compute';
import type { TcnWeights } from './tcn';

export interface ValidationScore {
  /** NaN unless both labels occur. */
  readonly auc: number;
  /** Mean cross-entropy in nats. */
  readonly loss: number;
}

/** Returns how well a network ranks and matches the labels of the validation block. */
export async function scoreValidation(
  compute: Compute,
  weights: TcnWeights,
  dataset: Dataset,
): Promise<ValidationScore> {
  const range = dataset.split.validation.labels;
  const field = receptiveField(weights.spec);
  const predicted = await compute.predict(weights, range);
  const labels: number[] = [];
  const probabilities: number[] = [];
  for (const { start, end } of usableTargets(dataset, range, field, { needLabel: true })) {
    for (let bar = start; bar < end; bar++) {
      labels.push(dataset.labels[bar]);
      probabilities.push(predicted[bar]);
    }
  }
  return { auc: computeAuc(labels, probabilities), loss: computeLogLoss(labels, probabilities) };
}
