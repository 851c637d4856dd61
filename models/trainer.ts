import { dispose } from '@tensorflow/tfjs-core';
import type { BarRange } from '../src/core/bars/bars';
import type { TrainingCheckpoint } from '../src/core/training';
import type { Dataset } from '../src/core/dataset/dataset';
import { planMinibatches } from '../src/core/dataset/chunks';
import type { EpochRecord } from '../src/core/library';
import type { TrainingOptions } from '../src/core/models/options';
import { type ModelSpec, type NamedWeights } from '../src/core/models/model-kind';
import { findKind } from '../src/core/models/spec';
import { createRandom } from '../src/core/random';
import {
  disposeTraining,
  extractWeights,
  restoreTraining,
  snapshotTraining,
  startTraining,
  type TrainingState,
} from './training-step';
import { type ComputeSource, createLocalCompute, openCompute } from './compute';
import { trainMembers } from './ensemble-trainer';
import { scoreValidation, trainEpoch, type TrainingRun } from './epoch';
import { createNetwork, findHalf, weightsFromNamed, weightsToNamed } from './network';
import { trainByItself } from './own-trainer';
import {
  findTrainingTargets,
  oneLabelOnly,
  summarize,
  type TrainingResult,
} from './training-result';
import { type TrainingCallbacks, TrainingError } from './training-event';

/** How to train; by default in this worker alone and from the start. */
export interface RunOptions {
  readonly compute?: ComputeSource;
  /** Checkpoint of a training with the same dataset, network and options, to continue from. */
  readonly checkpoint?: TrainingCheckpoint | undefined;
  /** The network to begin with; a new one when left out. */
  readonly initial?: NamedWeights | undefined;
}

/**
 * Trains a model of any kind on the training block's labels: by gradient, in its kind's own way, or member by member.
 *
 * By gradient, the weights are those of the epoch with the highest validation AUC, and training stops
 * when `patienceEpochs` epochs have not raised it.
 *
 * The test block is not used. The same seed, dataset, options, backend and number of workers
 * give the same result, even when resumed from a checkpoint. Throws `TrainingError` if there are no labels,
 * the loss is no longer a number or gradients vanish. Leaves no tensor behind in any case.
 */
export async function trainModel(
  dataset: Dataset,
  spec: ModelSpec,
  options: TrainingOptions,
  callbacks: TrainingCallbacks,
  runOptions: RunOptions = {},
): Promise<TrainingResult> {
  if (findKind(spec).listMembers !== undefined) {
    const run = { ...runOptions, compute: runOptions.compute ?? createLocalCompute(dataset) };
    return trainMembers(dataset, spec, options, callbacks, run, (...member) =>
      trainModel(dataset, ...member),
    );
  }
  const half = findHalf(spec);
  return half.trainedBy === 'itself'
    ? trainByItself(half, dataset, spec, options, callbacks)
    : trainByGradient(dataset, spec, options, callbacks, runOptions);
}

async function trainByGradient(
  dataset: Dataset,
  spec: ModelSpec,
  options: TrainingOptions,
  callbacks: TrainingCallbacks,
  { compute: source = createLocalCompute(dataset), checkpoint, initial }: RunOptions,
): Promise<TrainingResult> {
  const startedMs = performance.now() - 1000 * (checkpoint?.seconds ?? 0);
  const compute = await openCompute(source, spec);
  const inputs = dataset.features.length;
  const targets = findTrainingTargets(dataset, spec);
  const fresh = initialState(spec, inputs, options, initial);
  const state = checkpoint === undefined ? fresh : restoreTraining(fresh, checkpoint);
  const run: TrainingRun = { state, compute, options, callbacks, startedMs };
  try {
    const { epochs, weights } = await trainUntilStopped(run, dataset, targets, checkpoint);
    const best = findBest(epochs);
    if (best === undefined) {
      throw new TrainingError('training: needs at least 1 epoch, was given 0');
    }
    const seconds = (performance.now() - startedMs) / 1000;
    return { weights, summary: summarize(dataset, spec, { epochs, best, targets, seconds }) };
  } finally {
    disposeTraining(run.state);
  }
}

async function trainUntilStopped(
  run: TrainingRun,
  dataset: Dataset,
  targets: readonly BarRange[],
  checkpoint: TrainingCheckpoint | undefined,
): Promise<{ weights: NamedWeights; epochs: readonly EpochRecord[] }> {
  const { maxEpochs, patienceEpochs } = run.options;
  const epochs: EpochRecord[] = [...(checkpoint?.epochs ?? [])];
  let weights: NamedWeights = checkpoint?.bestWeights ?? [];
  for (let epoch = epochs.length + 1; epoch <= maxEpochs; epoch++) {
    const best = findBest(epochs);
    if (best !== undefined && epoch > best.epoch + patienceEpochs) break;
    const trainLoss = await trainEpoch(run, planMinibatches(targets, run.options, epoch), epoch);
    const current = extractWeights(run.state);
    const { auc, loss } = await scoreValidation(run.compute, current, dataset);
    if (Number.isNaN(auc)) throw new TrainingError(oneLabelOnly(dataset));
    const record = { epoch, trainLoss, validationLoss: loss, validationAuc: auc };
    epochs.push(record);
    const isBest = findBest(epochs) === record;
    if (isBest) weights = await weightsToNamed(current);
    dispose([...current.tensors]);
    run.callbacks.onEvent({ kind: 'epoch', record, isBest });
    await keep(run, epochs, weights);
  }
  return { weights, epochs };
}

async function keep(
  { state, callbacks, startedMs }: TrainingRun,
  epochs: readonly EpochRecord[],
  bestWeights: NamedWeights,
): Promise<void> {
  if (callbacks.onCheckpoint === undefined) return;
  await callbacks.onCheckpoint({
    ...(await snapshotTraining(state)),
    epochs: [...epochs],
    bestWeights,
    seconds: (performance.now() - startedMs) / 1000,
  });
}

/** The first epoch with the highest validation AUC. */
function findBest(epochs: readonly EpochRecord[]): EpochRecord | undefined {
  return epochs.reduce<EpochRecord | undefined>(
    (best, record) =>
      best === undefined || record.validationAuc > best.validationAuc ? record : best,
    undefined,
  );
}

function initialState(
  spec: ModelSpec,
  inputs: number,
  { weightDecay, seed }: TrainingOptions,
  initial?: NamedWeights,
): TrainingState {
  const weights =
    initial === undefined
      ? createNetwork(spec, inputs, createRandom(seed))
      : weightsFromNamed(spec, inputs, initial);
  const state = startTraining(weights, weightDecay);
  dispose([...weights.tensors]);
  return state;
}
