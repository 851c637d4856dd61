import { dispose, tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import { createBatch, fillBatch } from '../src/core/dataset/chunks';
import type { Dataset } from '../src/core/dataset/dataset';
import type { SeededChunk } from '../src/core/dataset/minibatches';
import { receptiveField } from '../src/core/model/spec';
import type { TcnSpec } from '../src/core/model/spec';
import { drawDropoutMasks } from './dropout';
import type { TensorBatch } from './training-step';

/** What of a dataset a network is trained on: the one copy of it that a worker holds. */
export type TrainingData = Pick<Dataset, 'features' | 'values' | 'labels'>;

/**
 * Returns `chunks` on the active backend, sliced out of the dataset's values and padded to the
 * longest, with their dropout masks and the number of their labels.
 */
export function uploadMinibatch(
  data: TrainingData,
  spec: TcnSpec,
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
    dropoutMasks: drawDropoutMasks(
      spec,
      chunks.map(({ dropoutSeed }) => dropoutSeed),
    ),
  };
  return { batch, labels };
}

/** Frees the tensors of a minibatch. */
export function disposeBatch({ x, labels, weights, dropoutMasks }: TensorBatch): void {
  dispose([x, labels, weights, ...dropoutMasks]);
}
