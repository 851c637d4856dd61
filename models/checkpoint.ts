import { dispose, tensor1d } from '@tensorflow/tfjs-core';
import type { OptimizerSnapshot } from '../src/core/checkpoint';
import { disposeTraining } from './training-step';
import type { TrainingState } from './training-step';

/** The part of a checkpoint that lives on the backend while training runs. */
export interface TrainingSnapshot {
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
 * it replaces. Throws where the snapshot is one of another network; then nothing of
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
