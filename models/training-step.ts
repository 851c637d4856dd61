import type { ModelSpec } from '../src/core/models/model-kind';
import {
  computeLogits,
  joinParameters,
  splitParameters,
  type Network,
  type Parameter,
} from './network';
import {
  dispose,
  type Scalar,
  type Tensor,
  tensor1d,
  type Tensor1D,
  type Tensor2D,
  type Tensor3D,
  tidy,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import { type AdamWState, createAdamW, stepAdamW } from './optimizer';
import { weightedCrossEntropy } from './ops/loss';
import type { OptimizerSnapshot } from '../src/core/training';

/** A network in training: all its parameters as one vector, and the state of the optimizer. */
export interface TrainingState {
  readonly spec: ModelSpec;
  readonly parameters: readonly Parameter[];
  readonly vector: Tensor1D;
  /** Decoupled decay of each parameter. */
  readonly decay: Tensor1D;
  readonly optimizer: AdamWState;
}

/** Minibatch on the active backend. */
export interface TensorBatch {
  /** `[batch, receptiveField - 1 + labels, feature]` */
  readonly x: Tensor3D;
  /** `[batch, labels]`, 0 or 1 */
  readonly labels: Tensor2D;
  /** `[batch, labels]`, 0 where a position does not count */
  readonly weights: Tensor2D;
  /** Two for each block; none without dropout. */
  readonly dropoutMasks: readonly Tensor3D[];
}

export interface StepOptions {
  readonly learningRate: number;
  /** Gradients are scaled down to this global L2 norm. */
  readonly clipNorm: number;
}

/** Returns a copy of `weights` ready to be trained; biases decay only if `decayBiases`. */
export function startTraining(
  weights: Network,
  weightDecay: number,
  decayBiases = false,
): TrainingState {
  const { spec, parameters } = weights;
  const vector = tidy(() => joinParameters(weights.tensors));
  const decays = new Float32Array(vector.size);
  for (const { offset, size, isBias } of parameters) {
    if (!isBias || decayBiases) decays.fill(weightDecay, offset, offset + size);
  }
  const optimizer = createAdamW(vector.size);
  return { spec, parameters, vector, decay: tensor1d(decays), optimizer };
}

/** Returns the loss of one minibatch and the gradient of every parameter, as one vector. */
export function differentiateLoss(
  weights: Network,
  batch: TensorBatch,
): { loss: Scalar; gradient: Tensor1D } {
  const { value, grads } = valueAndGrads((...tensors: Tensor[]) => {
    const logits = computeLogits({ ...weights, tensors }, batch.x, batch.dropoutMasks);
    return weightedCrossEntropy(logits, batch.labels, batch.weights);
  })([...weights.tensors]);
  return { loss: value as Scalar, gradient: joinParameters(grads) };
}

/**
 * Returns the state after one step of AdamW along `gradient` `[parameter]`, clipped.
 * Disposes what the step replaces: `state` must not be used again. Keeps the gradient.
 */
export function applyGradient(
  state: TrainingState,
  gradient: Tensor1D,
  options: StepOptions,
): TrainingState {
  const { vector, decay, optimizer } = state;
  const steps = optimizer.steps + 1;
  const [nextVector, mean, meanSquare] = tidy(() => {
    const next = stepAdamW(vector, gradient, decay, optimizer, options);
    return [next.parameters, next.state.mean, next.state.meanSquare] as const;
  });
  dispose([vector, optimizer.mean, optimizer.meanSquare]);
  return { ...state, vector: nextVector, optimizer: { steps, mean, meanSquare } };
}

/** Returns the network of a training state; its tensors are the caller's to dispose. */
export function extractWeights({ spec, parameters, vector }: TrainingState): Network {
  return { spec, parameters, tensors: tidy(() => [...splitParameters(vector, parameters)]) };
}

/** Frees every tensor of a training state. */
export function disposeTraining({ vector, decay, optimizer }: TrainingState): void {
  dispose([vector, decay, optimizer.mean, optimizer.meanSquare]);
}

/** The part of a checkpoint that is on the backend while training runs. */
interface TrainingSnapshot {
  readonly parameters: Float32Array;
  readonly optimizer: OptimizerSnapshot;
}

/** Returns a copy of everything that the next step depends on, off the backend. */
export async function snapshotTraining({
  vector,
  optimizer,
}: TrainingState): Promise<TrainingSnapshot> {
  const tensors = [vector, optimizer.mean, optimizer.meanSquare];
  const [parameters, mean, meanSquare] = await Promise.all(
    tensors.map(async (values) => (await values.data()).slice() as Float32Array),
  );
  return { parameters, optimizer: { steps: optimizer.steps, mean, meanSquare } };
}

/**
 * Returns `fresh`, a state of the same network, as it was when `snapshot` was taken. Disposes what
 * it replaces. Throws if the snapshot is of another network; then nothing of
 * `fresh` is left.
 */
export function restoreTraining(fresh: TrainingState, snapshot: TrainingSnapshot): TrainingState {
  const { parameters, optimizer } = snapshot;
  if (parameters.length !== fresh.vector.size) {
    disposeTraining(fresh);
    throw new Error(
      `checkpoint: must hold the network's ${fresh.vector.size} parameters, ` +
        `was ${parameters.length}`,
    );
  }
  dispose([fresh.vector, fresh.optimizer.mean, fresh.optimizer.meanSquare]);
  return {
    ...fresh,
    vector: tensor1d(parameters),
    optimizer: {
      steps: optimizer.steps,
      mean: tensor1d(optimizer.mean),
      meanSquare: tensor1d(optimizer.meanSquare),
    },
  };
}
