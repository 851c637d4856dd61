import { dispose } from '@tensorflow/tfjs-core';
import type { Dataset } from '../src/core/dataset/dataset';
import { differentiateChunks } from './chunk-gradient';
import type { Compute } from './compute';
import { predictProbabilities } from './predict';
import { requireSignal } from './require-signal';
import { applyGradient, disposeTraining, extractWeights } from './training-step';

/** Returns the sums of a run done by this worker alone; gradients never leave the backend. */
export function createLocalCompute(dataset: Dataset): Compute {
  return {
    workers: 1,
    async step(state, chunks, options) {
      // Reading all gradients costs; a loss of exactly 0 is what a dead backend gives later on.
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
