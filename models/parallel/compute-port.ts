import { dispose, tensor1d, tidy } from '@tensorflow/tfjs-core';
import type { Chunk } from '../../src/core/dataset/chunks';
import type { SeededChunk } from '../../src/core/dataset/minibatches';
import type { GradientShare } from '../../src/core/model/gradient-share';
import { listParameters } from '../../src/core/model/parameters';
import type { TcnSpec } from '../../src/core/model/spec';
import { differentiateChunks } from '../chunk-gradient';
import type { TrainingData } from '../minibatch';
import { predictChunks } from '../predict';
import { splitParameters } from '../tcn';
import type { TcnWeights } from '../tcn';

/**
 * One of the workers that share a run, here or elsewhere; it remembers the dataset, and each call
 * brings the network as the vector of all its parameters. Rejects where the worker is gone.
 */
export interface ComputePort {
  /** Gradient and loss of a part of a minibatch. */
  differentiate(parameters: Float32Array, chunks: readonly SeededChunk[]): Promise<GradientShare>;
  /** Probability of label 1 at each target, chunk after chunk. */
  predict(parameters: Float32Array, chunks: readonly Chunk[]): Promise<Float32Array>;
}

/** Returns the port whose work the calling worker does itself, on its active backend. */
export function createComputePort(data: TrainingData, spec: TcnSpec): ComputePort {
  const parameters = listParameters(spec, data.features.length);
  const open = (vector: Float32Array): TcnWeights => {
    const tensors = tidy(() => [...splitParameters(tensor1d(vector), parameters)]);
    return { spec, parameters, tensors };
  };
  return {
    async differentiate(vector, chunks) {
      const weights = open(vector);
      const { loss, gradient, labels } = differentiateChunks(weights, data, chunks);
      try {
        const [values, [mean]] = await Promise.all([gradient.data(), loss.data()]);
        return { gradient: values as Float32Array, loss: mean, labels };
      } finally {
        dispose([loss, gradient, ...weights.tensors]);
      }
    },
    async predict(vector, chunks) {
      const weights = open(vector);
      try {
        return await predictChunks(weights, data, chunks);
      } finally {
        dispose([...weights.tensors]);
      }
    },
  };
}
