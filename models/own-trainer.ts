import { countInRanges } from '../src/core/bars/gaps';
import type { Dataset } from '../src/core/dataset/dataset';
import type { ModelSpec } from '../src/core/models/model-kind';
import type { TrainingOptions } from '../src/core/models/options';
import { receptiveField } from '../src/core/models/spec';
import { scoreBlock, scoreLabels } from './epoch';
import type { OwnTrainerKind } from './kinds/kind';
import { predictByStreaming } from './predict';
import { type TrainingCallbacks, TrainingError } from './training-event';
import {
  findTrainingTargets,
  oneLabelOnly,
  summarize,
  type TrainingResult,
} from './training-result';

/** Trains a kind that has its own way to train; reported as one epoch. */
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
  const weights = await kind.train(dataset, spec, options, async (fraction) => {
    onEvent({
      kind: 'step',
      epoch: 1,
      maxEpochs: 1,
      step: Math.round(steps * fraction),
      steps,
      loss: NaN,
      labelsPerSecond: (labels * fraction) / secondsSoFar(),
      etaSeconds: (secondsSoFar() * (1 - fraction)) / fraction,
    });
    await yieldToEvents();
  });
  const { validation } = dataset.split;
  const bars = { start: 0, end: validation.bars.end };
  const predicted = await predictByStreaming(dataset, spec, weights, bars);
  const field = receptiveField(spec);
  const trained = scoreLabels(dataset, predicted, targets);
  const { auc, loss } = scoreBlock(dataset, predicted, validation.labels, field);
  if (Number.isNaN(auc)) throw new TrainingError(oneLabelOnly(dataset));
  const best = { epoch: 1, trainLoss: trained.loss, validationLoss: loss, validationAuc: auc };
  onEvent({ kind: 'epoch', record: best, isBest: true });
  const seconds = secondsSoFar();
  const summary = summarize(dataset, spec, { epochs: [best], best, targets, seconds });
  return { weights, summary };
}
