import { addN, mul, tidy } from '@tensorflow/tfjs-core';
import type { Scalar, Tensor1D } from '@tensorflow/tfjs-core';
import type { SeededChunk } from '../src/core/dataset/minibatches';
import { groupByLength } from '../src/core/dataset/share-chunks';
import { uploadMinibatch } from './minibatch';
import type { TrainingData } from './minibatch';
import type { TcnWeights } from './tcn';
import { differentiateLoss } from './training-step';

/** Mean loss of some chunks' labels and its gradient, on the active backend. */
export interface ChunkGradient {
  readonly loss: Scalar;
  /** `[parameter]` */
  readonly gradient: Tensor1D;
  /** Labels that counted. */
  readonly labels: number;
}

/**
 * Returns the mean loss of the chunks' labels and its gradient; the tensors are the caller's to
 * dispose. Chunks of one length go through the network together, so none is padded.
 */
export function differentiateChunks(
  weights: TcnWeights,
  data: TrainingData,
  chunks: readonly SeededChunk[],
): ChunkGradient {
  let labels = 0;
  const [loss, gradient] = tidy(() => {
    const passes = groupByLength(chunks).map((group) => {
      const uploaded = uploadMinibatch(data, weights.spec, group);
      labels += uploaded.labels;
      return { ...differentiateLoss(weights, uploaded.batch), labels: uploaded.labels };
    });
    if (passes.length === 1) return [passes[0].loss, passes[0].gradient];
    const shares = passes.map((pass) => pass.labels / labels);
    return [
      addN(passes.map((pass, at) => mul(pass.loss, shares[at]))) as Scalar,
      addN(passes.map((pass, at) => mul(pass.gradient, shares[at]))) as Tensor1D,
    ];
  });
  return { loss, gradient, labels };
}
