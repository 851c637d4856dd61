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
import {
  dispose,
  getBackend,
  type Scalar,
  stack,
  type Tensor1D,
  tidy,
} from '@tensorflow/tfjs-core';
import type { Dataset } from '../src/core/dataset/dataset';
import type { ModelSpec } from '../src/core/models/model-kind';
import { differentiateChunks } from './chunk-gradient';
import { predictProbabilities } from './predict';
import { TrainingError } from './training-event';

/** A finished training step. */
interface Stepped {
  /** Replaces the state before the step, whose tensors are gone. */
  readonly state: TrainingState;
  /** Labels that counted. */
  readonly labels: number;
  /** Of the steps whose losses have not been told before, the oldest first; none while they wait to be read. */
  readonly losses: readonly StepLoss[];
}

interface StepLoss {
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
   * Takes one training step on a minibatch; `state` must not be used again. Tells the losses of all steps so
   * far where `mustTell`. Throws `TrainingError` if a loss is not a finite number or every gradient is 0.
   */
  step(
    state: TrainingState,
    chunks: readonly SeededChunk[],
    options: StepOptions,
    mustTell?: boolean,
  ): Promise<Stepped>;
  /** Like `predictProbabilities` of `models/predict.ts`. */
  predict(
    weights: Network,
    range: BarRange,
    onProgress?: (done: number, total: number) => void,
  ): Promise<Float32Array>;
}

/** A computation for any model of its dataset, or what opens that of one. */
export type ComputeSource = Compute | ((spec: ModelSpec) => Promise<Compute>);

/** Returns the computation of a model. */
export function openCompute(source: ComputeSource, spec: ModelSpec): Promise<Compute> {
  return typeof source === 'function' ? source(spec) : Promise.resolve(source);
}

/** Waiting for a loss leaves a GPU idle, so those of some steps are read together; more would delay what is told. */
export const webgpuStepsPerRead = 16;

/**
 * Returns the computation by this worker alone; gradients never leave the backend, and the losses of
 * `stepsPerRead` steps leave it together.
 */
export function createLocalCompute(
  dataset: Dataset,
  stepsPerRead = getBackend() === 'webgpu' ? webgpuStepsPerRead : 1,
): Compute {
  let unread: UnreadLoss[] = [];
  return {
    workers: 1,
    async step(state, chunks, options, mustTell = false) {
      const isFirst = state.optimizer.steps === 0;
      const weights = extractWeights(state);
      const { loss, gradient, labels } = differentiateChunks(weights, dataset, chunks);
      dispose([...weights.tensors]);
      const next = applyGradient(state, gradient, options);
      unread.push({ loss, labels });
      const waits = !isFirst && !mustTell && unread.length < stepsPerRead;
      const read = waits ? [] : unread;
      if (!waits) unread = [];
      try {
        return { state: next, labels, losses: await readLosses(read, gradient, isFirst) };
      } catch (error) {
        disposeTraining(next);
        throw error;
      } finally {
        dispose([gradient, ...read.map((one) => one.loss)]);
      }
    },
    predict: (weights, range, onProgress) =>
      predictProbabilities(weights, dataset, range, onProgress),
  };
}

interface UnreadLoss {
  readonly loss: Scalar;
  readonly labels: number;
}

/** Reads losses, the last of which is of the step whose gradient is given; throws as `requireSignal` does. */
async function readLosses(
  unread: readonly UnreadLoss[],
  gradient: Tensor1D,
  isFirst: boolean,
): Promise<StepLoss[]> {
  if (unread.length === 0) return [];
  const joined = tidy(() => stack(unread.map(({ loss }) => loss)));
  try {
    const values = await joined.data();
    // Reading all gradients is slow; later on, a dead backend shows by a loss of exactly 0.
    const isSilent = isFirst || values.some((value) => value === 0);
    const checked = isSilent ? ((await gradient.data()) as Float32Array) : undefined;
    for (const value of values) requireSignal(value, checked);
    return unread.map(({ labels }, at) => ({ loss: values[at], labels }));
  } finally {
    joined.dispose();
  }
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
