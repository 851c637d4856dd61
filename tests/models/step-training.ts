import { dispose, type Scalar, tidy } from '@tensorflow/tfjs-core';
import { splitParameters } from '../../models/network';
import {
  applyGradient,
  differentiateLoss,
  type StepOptions,
  type TensorBatch,
  type TrainingState,
} from '../../models/training-step';

/**
 * Returns the loss before one step of AdamW on `batch`, and the state after it.
 * Disposes what the step replaces: `state` must not be used again. The batch stays.
 */
export function stepTraining(
  state: TrainingState,
  batch: TensorBatch,
  options: StepOptions,
): { state: TrainingState; loss: Scalar } {
  const { spec, parameters, vector } = state;
  const { loss, gradient } = tidy(() => {
    const tensors = splitParameters(vector, parameters);
    return differentiateLoss({ spec, parameters, tensors }, batch);
  });
  const next = applyGradient(state, gradient, options);
  dispose(gradient);
  return { state: next, loss };
}

/** Frees the tensors of a minibatch. */
export function disposeBatch({ x, labels, weights, dropoutMasks }: TensorBatch): void {
  dispose([x, labels, weights, ...dropoutMasks]);
}
