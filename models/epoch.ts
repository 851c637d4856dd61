import type { Network } from './network';
import { receptiveField } from '../src/core/models/spec';
import type { SeededChunk } from '../src/core/dataset/chunks';
import type { TrainingOptions } from '../src/core/models/options';
import type { Compute } from './compute';
import { scheduleLearningRate } from './optimizer';
import { scoreBlock, type ValidationScore } from './training-result';
import { type TrainingCallbacks, TrainingError } from './training-event';
import type { TrainingState } from './training-step';
import type { Dataset } from '../src/core/dataset/dataset';

/** A training in progress; `state` is replaced at each step. */
export interface TrainingRun {
  state: TrainingState;
  readonly compute: Compute;
  readonly options: TrainingOptions;
  readonly callbacks: TrainingCallbacks;
  /** Start in ms of `performance.now()`, moved back by the time spent before a resume. */
  readonly startedMs: number;
}

/**
 * Trains on every minibatch of `plan` once, `epoch` counted from 1, and returns the mean loss of
 * their labels. Throws `TrainingError` if the loss is no longer a number or gradients vanish.
 */
export async function trainEpoch(
  run: TrainingRun,
  plan: readonly (readonly SeededChunk[])[],
  epoch: number,
): Promise<number> {
  const { compute, callbacks, options } = run;
  const { maxEpochs, clipNorm } = options;
  const epochStartedMs = performance.now();
  let lossSum = 0;
  let labelsDone = 0;
  let newestLoss = NaN;
  for (let at = 0; at < plan.length; at++) {
    const epochsDone = epoch - 1 + (at + 1) / plan.length;
    const learningRate = scheduleLearningRate(options.learningRate, epochsDone, maxEpochs);
    const stepped = await compute
      .step(run.state, plan[at], { learningRate, clipNorm }, at === 0 || at === plan.length - 1)
      .catch((error: unknown) => {
        throw locate(error, epoch, at + 1, options);
      });
    run.state = stepped.state;
    for (const { loss, labels } of stepped.losses) {
      lossSum += loss * labels;
      newestLoss = loss;
    }
    labelsDone += stepped.labels;
    const nowMs = performance.now();
    const elapsedSeconds = (nowMs - run.startedMs) / 1000;
    callbacks.onEvent({
      kind: 'step',
      epoch,
      maxEpochs,
      step: at + 1,
      steps: plan.length,
      loss: newestLoss,
      labelsPerSecond: labelsDone / ((nowMs - epochStartedMs) / 1000),
      etaSeconds: (elapsedSeconds / epochsDone) * (maxEpochs - epochsDone),
    });
    await callbacks.yieldToEvents();
  }
  return lossSum / labelsDone;
}

/** Adds to a training error where training stopped; returns other errors unchanged. */
function locate(
  error: unknown,
  epoch: number,
  step: number,
  { learningRate }: TrainingOptions,
): unknown {
  if (!(error instanceof TrainingError)) return error;
  const where = `step ${step} of epoch ${epoch}, learning rate ${learningRate}`;
  return new TrainingError(`${error.message} (${where})`);
}

/** Returns how well a network ranks and matches the labels of the validation block. */
export async function scoreValidation(
  compute: Compute,
  network: Network,
  dataset: Dataset,
): Promise<ValidationScore> {
  const range = dataset.split.validation.labels;
  const predicted = await compute.predict(network, range);
  return scoreBlock(dataset, predicted, range, receptiveField(network.spec));
}
