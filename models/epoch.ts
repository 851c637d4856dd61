import type { TrainingOptions } from '../src/core/model/training-options';
import { scheduleLearningRate } from './learning-rate';
import { disposeBatch } from './minibatch';
import type { MinibatchSource } from './minibatch';
import { TrainingError } from './training-event';
import type { TrainingCallbacks } from './training-event';
import { stepTraining } from './training-step';
import type { TrainingState } from './training-step';

/** A run in progress; `state` is replaced at each step. */
export interface TrainingRun {
  state: TrainingState;
  readonly minibatches: MinibatchSource;
  readonly options: TrainingOptions;
  readonly callbacks: TrainingCallbacks;
  /** When the run began, in ms of `performance.now()`. */
  readonly startedMs: number;
}

/**
 * Trains on every target once, `epoch` counted from 1, and returns the mean loss of its labels.
 * Throws `TrainingError` where the loss is no longer a number.
 */
export async function trainEpoch(run: TrainingRun, epoch: number): Promise<number> {
  const { minibatches, callbacks, options } = run;
  const { maxEpochs, clipNorm } = options;
  const plan = minibatches.plan();
  const epochStartedMs = performance.now();
  let lossSum = 0;
  let labelsDone = 0;
  for (let at = 0; at < plan.length; at++) {
    const epochsDone = epoch - 1 + (at + 1) / plan.length;
    const learningRate = scheduleLearningRate(options.learningRate, epochsDone, maxEpochs);
    const { batch, labels } = minibatches.upload(plan[at]);
    const stepped = stepTraining(run.state, batch, { learningRate, clipNorm });
    run.state = stepped.state;
    const [loss] = await stepped.loss.data();
    stepped.loss.dispose();
    disposeBatch(batch);
    if (!Number.isFinite(loss)) throw divergence(loss, epoch, at + 1, options);

    lossSum += loss * labels;
    labelsDone += labels;
    const nowMs = performance.now();
    const elapsedSeconds = (nowMs - run.startedMs) / 1000;
    callbacks.onEvent({
      kind: 'step',
      epoch,
      maxEpochs,
      step: at + 1,
      steps: plan.length,
      loss,
      labelsPerSecond: labelsDone / ((nowMs - epochStartedMs) / 1000),
      etaSeconds: (elapsedSeconds / epochsDone) * (maxEpochs - epochsDone),
    });
    await callbacks.yieldToEvents();
  }
  return lossSum / labelsDone;
}

function divergence(
  loss: number,
  epoch: number,
  step: number,
  { learningRate }: TrainingOptions,
): TrainingError {
  return new TrainingError(
    `training: the loss must stay a finite number, was ${loss} at step ${step} of epoch ${epoch}; ` +
      `try a lower learning rate than ${learningRate}`,
  );
}
