import { dispose } from '@tensorflow/tfjs-core';
import type { BarRange } from '../src/core/bars/bars';
import { countInRanges } from '../src/core/bars/gaps';
import type { TrainingCheckpoint } from '../src/core/training';
import { usableTargets } from '../src/core/dataset/chunks';
import type { Dataset } from '../src/core/dataset/dataset';
import { planMinibatches } from '../src/core/dataset/minibatches';
import type { EpochRecord, TrainingSummary } from '../src/core/library';
import { parameterCount, receptiveField, type TcnSpec } from '../src/core/models/tcn';
import type { TrainingOptions } from '../src/core/models/options';
import type { NamedWeights } from '../src/core/models/model-kind';
import { createRandom } from '../src/core/random';
import {
  disposeTraining,
  extractWeights,
  restoreTraining,
  snapshotTraining,
  startTraining,
  type TrainingState,
} from './training-step';
import { type Compute, createLocalCompute } from './compute';
import { scoreValidation, trainEpoch, type TrainingRun } from './epoch';
import { weightsToNamed } from './named-weights';
import { createTcn } from './kinds/tcn';
import { type TrainingCallbacks, TrainingError } from './training-event';

/** The weights of the best epoch and how training went. */
export interface TrainingResult {
  readonly weights: NamedWeights;
  readonly summary: TrainingSummary;
}

/** How a run is done; by default alone and from the start. */
export interface RunOptions {
  readonly compute?: Compute;
  /** Of a run with the same dataset, network and options, which is to go on. */
  readonly checkpoint?: TrainingCheckpoint;
}

/**
 * Trains a TCN on the training block's labels and returns the weights of the epoch with the
 * highest validation AUC. Stops when `patienceEpochs` epochs have not raised it.
 *
 * The test block is not looked at. The same seed, dataset, options, backend and number of workers
 * give the same result, also over a checkpoint. Throws `TrainingError` where there are no labels,
 * the loss is no longer a number or gradients vanish; leaves no tensor behind in any case.
 */
export async function trainTcn(
  dataset: Dataset,
  spec: TcnSpec,
  options: TrainingOptions,
  callbacks: TrainingCallbacks,
  { compute = createLocalCompute(dataset), checkpoint }: RunOptions = {},
): Promise<TrainingResult> {
  const startedMs = performance.now() - 1000 * (checkpoint?.seconds ?? 0);
  const inputs = dataset.features.length;
  const targets = findTrainingTargets(dataset, spec);
  const fresh = initialState(spec, inputs, options);
  const state = checkpoint === undefined ? fresh : restoreTraining(fresh, checkpoint);
  const run: TrainingRun = { state, compute, options, callbacks, startedMs };
  try {
    const { epochs, weights } = await trainUntilStopped(run, dataset, targets, checkpoint);
    const best = findBest(epochs);
    if (best === undefined) {
      throw new TrainingError('training: needs at least 1 epoch, was given 0');
    }
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

/** The epoch with the highest validation AUC, the first of equals. */
function findBest(epochs: readonly EpochRecord[]): EpochRecord | undefined {
  return epochs.reduce<EpochRecord | undefined>(
    (best, record) =>
      best === undefined || record.validationAuc > best.validationAuc ? record : best,
    undefined,
  );
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
  { weightDecay, seed }: TrainingOptions,
): TrainingState {
  const weights = createTcn(spec, inputs, createRandom(seed));
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
