import type { ModelSpec } from '../src/core/models/model-kind';
import { receptiveField } from '../src/core/models/spec';
import { drawMasks, type Network } from './network';
import {
  addN,
  mul,
  type Scalar,
  type Tensor1D,
  tensor2d,
  tensor3d,
  tidy,
} from '@tensorflow/tfjs-core';
import { createBatch, fillBatch, type SeededChunk } from '../src/core/dataset/chunks';
import { groupByLength } from '../src/core/dataset/minibatch-shares';
import { differentiateLoss, type TensorBatch } from './training-step';
import type { Dataset } from '../src/core/dataset/dataset';

/** Mean loss of some chunks' labels and its gradient, on the active backend. */
interface ChunkGradient {
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
  weights: Network,
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

/** The part of a dataset that a network is trained on; a worker holds one copy of it. */
export type TrainingData = Pick<Dataset, 'features' | 'values' | 'labels'>;

/**
 * Returns `chunks` on the active backend, sliced out of the dataset's values and padded to the
 * longest, with their dropout masks and the number of their labels.
 */
function uploadMinibatch(
  data: TrainingData,
  spec: ModelSpec,
  chunks: readonly SeededChunk[],
): { batch: TensorBatch; labels: number } {
  const field = receptiveField(spec);
  const features = data.features.length;
  const count = chunks.length;
  const chunkLabels = Math.max(...chunks.map(({ targets }) => targets.end - targets.start));
  const filled = createBatch(count, { receptiveField: field, chunkLabels, features });
  const labels = fillBatch(data, chunks, field, chunkLabels, filled);
  const batch = {
    x: tensor3d(filled.x, [count, field - 1 + chunkLabels, features]),
    labels: tensor2d(filled.y, [count, chunkLabels]),
    weights: tensor2d(filled.weight, [count, chunkLabels]),
    dropoutMasks: drawMasks(
      spec,
      chunks.map(({ dropoutSeed }) => dropoutSeed),
    ),
  };
  return { batch, labels };
}
