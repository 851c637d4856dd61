import { dispose } from '@tensorflow/tfjs-core';
import type { BarRange } from '../src/core/bars/bars';
import { countInRanges } from '../src/core/bars/range';
import { usableTargets } from '../src/core/dataset/chunks';
import type { Dataset } from '../src/core/dataset/dataset';
import type { EpochRecord, TrainingSummary } from '../src/core/library';
import { parameterCount, receptiveField } from '../src/core/model/spec';
import type { TcnSpec } from '../src/core/model/spec';
import type { TrainingOptions } from '../src/core/model/training-options';
import type { NamedWeights } from '../src/core/model/weights';
import { createRandom } from '../src/core/random';
import type { Random } from '../src/core/random';
import { trainEpoch } from './epoch';
import type { TrainingRun } from './epoch';
import { createMinibatches } from './minibatch';
import { weightsToNamed } from './named-weights';
import { createTcn } from './tcn';
import { TrainingError } from './training-event';
import type { TrainingCallbacks } from './training-event';
import { disposeTraining, extractWeights, startTraining } from './training-step';
import type { TrainingState } from './training-step';
import { scoreValidation } from './validation';

/** The weights of the best epoch and how training went. */
export interface TrainingResult {
  readonly weights: NamedWeights;
  readonly summary: TrainingSummary;
}

/**
 * Trains a TCN on the training block's labels and returns the weights of the epoch with the
 * highest validation AUC. Stops when `patienceEpochs` epochs have not raised it.
 *
 * The test block is not looked at. The same seed, dataset, options and backend give the same
 * result. Throws `TrainingError` where there are no labels or the loss is no longer a number;
 * leaves no tensor behind in any case.
 */
export async function trainTcn(
  dataset: Dataset,
  spec: TcnSpec,
  options: TrainingOptions,
  callbacks: TrainingCallbacks,
): Promise<TrainingResult> {
  const startedMs = performance.now();
  const random = createRandom(options.seed);
  const inputs = dataset.features.length;
  const targets = findTrainingTargets(dataset, spec);
  const minibatches = createMinibatches(dataset, targets, spec, options, random);
  const state = initialState(spec, inputs, options, random);
  const run: TrainingRun = { state, minibatches, options, callbacks, startedMs };
  try {
    const { weights, epochs, best } = await trainUntilStopped(run, dataset);
    const summary: TrainingSummary = {
      epochs,
      bestEpoch: best.epoch,
      seconds: (performance.now() - startedMs) / 1000,
      labels: countInRanges(targets),
      parameters: parameterCount(spec, inputs),
      receptiveField: receptiveField(spec),
      validationAuc: best.validationAuc,
    };
    return { weights, summary };
  } finally {
    disposeTraining(run.state);
  }
}

async function trainUntilStopped(
  run: TrainingRun,
  dataset: Dataset,
): Promise<{ weights: NamedWeights; epochs: readonly EpochRecord[]; best: EpochRecord }> {
  const { maxEpochs, patienceEpochs } = run.options;
  const epochs: EpochRecord[] = [];
  let best: EpochRecord | undefined;
  let weights: NamedWeights = [];
  for (let epoch = 1; epoch <= maxEpochs; epoch++) {
    const trainLoss = await trainEpoch(run, epoch);
    const current = extractWeights(run.state);
    const { auc, loss } = await scoreValidation(current, dataset);
    if (Number.isNaN(auc)) throw new TrainingError(oneLabelOnly(dataset));
    const record = { epoch, trainLoss, validationLoss: loss, validationAuc: auc };
    epochs.push(record);
    const isBest = best === undefined || auc > best.validationAuc;
    if (isBest) {
      best = record;
      weights = await weightsToNamed(current);
    }
    dispose([...current.tensors]);
    run.callbacks.onEvent({ kind: 'epoch', record, isBest });
    if (best !== undefined && epoch - best.epoch >= patienceEpochs) break;
  }
  if (best === undefined) throw new TrainingError('training: needs at least 1 epoch, was given 0');
  return { weights, epochs, best };
}

function findTrainingTargets(dataset: Dataset, spec: TcnSpec): readonly BarRange[] {
  const field = receptiveField(spec);
  const { labels } = dataset.split.train;
  const targets = usableTargets(dataset, labels, field, { needLabel: true });
  if (targets.length > 0) return targets;
  throw new TrainingError(
    `training: needs a label with ${field} bars (the receptive field) before it without a gap, ` +
      `has none among the ${labels.end - labels.start} bars of the training block`,
  );
}

function initialState(
  spec: TcnSpec,
  inputs: number,
  { weightDecay }: TrainingOptions,
  random: Random,
): TrainingState {
  const weights = createTcn(spec, inputs, random);
  const state = startTraining(weights, weightDecay);
  dispose([...weights.tensors]);
  return state;
}

function oneLabelOnly(dataset: Dataset): string {
  const { start, end } = dataset.split.validation.labels;
  return (
    'training: the validation block needs bars with label 0 and with label 1 to stop by, ' +
    `has at most one of them in its ${end - start} bars`
  );
}
