import type { BarRange } from '../src/core/bars/bars';
import { countInRanges } from '../src/core/bars/gaps';
import type { Dataset } from '../src/core/dataset/dataset';
import type { EpochRecord } from '../src/core/library';
import type { ModelSpec, NamedWeights } from '../src/core/models/model-kind';
import type { TrainingOptions } from '../src/core/models/options';
import { receptiveField } from '../src/core/models/spec';
import type { OwnTrainerKind } from './kinds/kind';
import { predictByStreaming } from './predict';
import { type TrainingCallbacks, TrainingError } from './training-event';
import {
  findTrainingTargets,
  oneLabelOnly,
  scoreBlock,
  scoreLabels,
  summarize,
  type TrainingResult,
} from './training-result';

/** Trains a kind that has its own way to train; where it reports no epochs, the whole is one. */
export async function trainByItself(
  kind: OwnTrainerKind,
  dataset: Dataset,
  spec: ModelSpec,
  options: TrainingOptions,
  { onEvent, yieldToEvents }: TrainingCallbacks,
): Promise<TrainingResult> {
  const startedMs = performance.now();
  const secondsSoFar = (): number => (performance.now() - startedMs) / 1000;
  const targets = findTrainingTargets(dataset, spec);
  const labels = countInRanges(targets);
  const steps = 100;
  const maxEpochs = kind.maxEpochs?.(spec) ?? 1;
  const epochs: EpochRecord[] = [];
  let best: EpochRecord | undefined;
  const weights = await kind.train(dataset, spec, options, async (fraction, finished) => {
    if (finished !== undefined) {
      const { record, isBest } = finished;
      if (Number.isNaN(record.validationAuc)) throw new TrainingError(oneLabelOnly(dataset));
      epochs.push(record);
      if (isBest) best = record;
      onEvent({ kind: 'epoch', record, isBest });
    }
    const epoch = Math.min(maxEpochs, 1 + Math.floor(maxEpochs * fraction));
    onEvent({
      kind: 'step',
      epoch,
      maxEpochs,
      step: Math.round(steps * (maxEpochs * fraction - epoch + 1)),
      steps,
      loss: NaN,
      labelsPerSecond: (labels * fraction) / secondsSoFar(),
      etaSeconds: (secondsSoFar() * (1 - fraction)) / fraction,
    });
    await yieldToEvents();
  });
  const seconds = secondsSoFar();
  if (best === undefined) {
    best = await judge(dataset, spec, weights, targets);
    epochs.push(best);
    onEvent({ kind: 'epoch', record: best, isBest: true });
  }
  return { weights, summary: summarize(dataset, spec, { epochs, best, targets, seconds }) };
}

/** Returns how a trained model does, as the record of its only epoch. */
async function judge(
  dataset: Dataset,
  spec: ModelSpec,
  weights: NamedWeights,
  targets: readonly BarRange[],
): Promise<EpochRecord> {
  const { validation } = dataset.split;
  const bars = { start: 0, end: validation.bars.end };
  const predicted = await predictByStreaming(dataset, spec, weights, bars);
  const field = receptiveField(spec);
  const trained = scoreLabels(dataset, predicted, targets);
  const { auc, loss } = scoreBlock(dataset, predicted, validation.labels, field);
  if (Number.isNaN(auc)) throw new TrainingError(oneLabelOnly(dataset));
  return { epoch: 1, trainLoss: trained.loss, validationLoss: loss, validationAuc: auc };
}
