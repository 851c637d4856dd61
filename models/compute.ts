import type { Network } from './network';
import type { BarRange } from '../src/core/bars/bars';
import type { SeededChunk } from '../src/core/dataset/chunks';
import {
  applyGradient,
  disposeTraining,
  extractWeights,
  type StepOptions,
  type TrainingState,
} from './training-step';
import { dispose } from '@tensorflow/tfjs-core';
import type { Dataset } from '../src/core/dataset/dataset';
import { differentiateChunks } from './chunk-gradient';
import { predictProbabilities } from './predict';
import { TrainingError } from './training-event';

/** A finished training step. */
interface Stepped {
  /** Replaces the state before the step, whose tensors are gone. */
  readonly state: TrainingState;
  /** Mean loss of the minibatch before the step, in nats. */
  readonly loss: number;
  /** Labels that counted. */
  readonly labels: number;
}

/** Computes the steps of a training on one dataset, in this worker alone or in several. */
export interface Compute {
  /** Number of workers that share the computation. */
  readonly workers: number;
  /**
   * Takes one training step on a minibatch; `state` must not be used again. Throws `TrainingError`
   * if the loss is not a finite number or every gradient is 0.
   */
  step(
    state: TrainingState,
    chunks: readonly SeededChunk[],
    options: StepOptions,
  ): Promise<Stepped>;
  /** Like `predictProbabilities` of `models/predict.ts`. */
  predict(
    weights: Network,
    range: BarRange,
    onProgress?: (done: number, total: number) => void,
  ): Promise<Float32Array>;
}

/** Returns the computation by this worker alone; gradients never leave the backend. */
export function createLocalCompute(dataset: Dataset): Compute {
  return {
    workers: 1,
    async step(state, chunks, options) {
      // Reading all gradients is slow; later on, a dead backend shows by a loss of exactly 0.
      const isFirst = state.optimizer.steps === 0;
      const weights = extractWeights(state);
      const { loss, gradient, labels } = differentiateChunks(weights, dataset, chunks);
      dispose([...weights.tensors]);
      const next = applyGradient(state, gradient, options);
      try {
        const [value] = await loss.data();
        const checked =
          isFirst || value === 0 ? ((await gradient.data()) as Float32Array) : undefined;
        requireSignal(value, checked);
        return { state: next, loss: value, labels };
      } catch (error) {
        disposeTraining(next);
        throw error;
      } finally {
        dispose([loss, gradient]);
      }
    },
    predict: (weights, range, onProgress) =>
      predictProbabilities(weights, dataset, range, onProgress),
  };
}

/**
 * Throws `TrainingError` where a loss is not a finite number, or where every gradient is exactly 0:
 * the gradient of the head's bias is 0 only if the backend computed nothing. Without `gradient`, only
 * the loss is checked.
 */
export function requireSignal(loss: number, gradient?: Float32Array): void {
  if (!Number.isFinite(loss)) {
    throw new TrainingError(
      `training: the loss must stay a finite number, was ${loss}; try a lower learning rate`,
    );
  }
  if (gradient === undefined || gradient.some((value) => value !== 0)) return;
  throw new TrainingError(
    'training: some gradient must differ from 0, all were 0; the backend computes nothing. ' +
      'Try another backend',
  );
}
