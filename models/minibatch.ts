import { dispose, tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import type { BarRange } from '../src/core/bars/bars';
import { createBatch, fillBatch, planChunks, shuffleChunks } from '../src/core/dataset/chunks';
import type { Batch, Chunk } from '../src/core/dataset/chunks';
import type { Dataset } from '../src/core/dataset/dataset';
import { receptiveField } from '../src/core/model/spec';
import type { TcnSpec } from '../src/core/model/spec';
import type { TrainingOptions } from '../src/core/model/training-options';
import type { Random } from '../src/core/random';
import { drawDropoutMasks } from './dropout';
import type { TensorBatch } from './training-step';

/** Cuts the training targets into minibatches and moves them to the active backend. */
export interface MinibatchSource {
  /** Returns the chunks of each minibatch of one epoch: every target once, in a new order. */
  plan(): readonly (readonly Chunk[])[];
  /** Returns `chunks` on the active backend, with new dropout masks, and their label count. */
  upload(chunks: readonly Chunk[]): { batch: TensorBatch; labels: number };
}

/**
 * Returns the minibatches of `targets`. Each epoch the chunks' borders begin at a random offset
 * and the chunks come in random order; both, and the dropout, are drawn from `random`.
 */
export function createMinibatches(
  dataset: Dataset,
  targets: readonly BarRange[],
  spec: TcnSpec,
  { chunkLabels, batchChunks }: Pick<TrainingOptions, 'chunkLabels' | 'batchChunks'>,
  random: Random,
): MinibatchSource {
  const field = receptiveField(spec);
  const features = dataset.features.length;
  const buffer = createBatch(batchChunks, { receptiveField: field, chunkLabels, features });
  return {
    plan() {
      const chunks = planChunks(targets, chunkLabels, random.below(chunkLabels));
      const shuffled = shuffleChunks(chunks, random);
      const count = Math.ceil(shuffled.length / batchChunks);
      return Array.from({ length: count }, (_, at) =>
        shuffled.slice(at * batchChunks, (at + 1) * batchChunks),
      );
    },
    upload(chunks) {
      const labels = fillBatch(dataset, chunks, field, chunkLabels, buffer);
      const masks = drawDropoutMasks(spec, batchChunks, random);
      const rows = field - 1 + chunkLabels;
      const x = tensor3d(buffer.x, [batchChunks, rows, features]);
      return { batch: { ...uploadLabels(buffer, chunkLabels), x, dropoutMasks: masks }, labels };
    },
  };
}

/** Frees the tensors of a minibatch. */
export function disposeBatch({ x, labels, weights, dropoutMasks }: TensorBatch): void {
  dispose([x, labels, weights, ...dropoutMasks]);
}

function uploadLabels(
  { chunkCount, y, weight }: Batch,
  chunkLabels: number,
): Pick<TensorBatch, 'labels' | 'weights'> {
  return {
    labels: tensor2d(y, [chunkCount, chunkLabels]),
    weights: tensor2d(weight, [chunkCount, chunkLabels]),
  };
}
