import { noLabel } from '../labels/label';
import type { Chunk } from './chunks';
import type { Dataset } from './dataset';

/** One minibatch in memory that is used again for the next. */
export interface Batch {
  readonly chunkCount: number;
  /** `[chunk, receptiveField - 1 + chunkLabels, feature]`: scaled features, 0 where padded. */
  readonly x: Float32Array;
  /** `[chunk, chunkLabels]`: label 0 or 1; 0 where there is none. */
  readonly y: Float32Array;
  /** `[chunk, chunkLabels]`: 1 where the output is a target with a label, else 0. */
  readonly weight: Float32Array;
}

/** Sizes of a batch: bars, bars, features. */
export interface BatchShape {
  readonly receptiveField: number;
  readonly chunkLabels: number;
  readonly features: number;
}

/** Returns an empty batch of `chunkCount` chunks. */
export function createBatch(
  chunkCount: number,
  { receptiveField, chunkLabels, features }: BatchShape,
): Batch {
  return {
    chunkCount,
    x: new Float32Array(chunkCount * (receptiveField - 1 + chunkLabels) * features),
    y: new Float32Array(chunkCount * chunkLabels),
    weight: new Float32Array(chunkCount * chunkLabels),
  };
}

/**
 * Sets `batch` to `chunks` and returns the sum of its weights; allocates nothing.
 *
 * Row r of a chunk's input is bar `targets.start - (receptiveField - 1) + r`; rows after the last
 * target are 0, as are chunks that the batch has room for beyond those given. Throws `RangeError`
 * when there is no room for `chunks`.
 */
export function fillBatch(
  dataset: Pick<Dataset, 'features' | 'values' | 'labels'>,
  chunks: readonly Chunk[],
  receptiveField: number,
  chunkLabels: number,
  batch: Batch,
): number {
  if (chunks.length > batch.chunkCount) {
    throw new RangeError(`batch: has room for ${batch.chunkCount} chunks, was ${chunks.length}`);
  }
  const width = dataset.features.length;
  const chunkInputs = (receptiveField - 1 + chunkLabels) * width;
  batch.x.fill(0);
  batch.y.fill(0);
  batch.weight.fill(0);
  let weights = 0;
  for (let index = 0; index < chunks.length; index++) {
    const { start, end } = chunks[index].targets;
    const source = (start - receptiveField + 1) * width;
    const inputs = end * width - source;
    for (let input = 0; input < inputs; input++) {
      batch.x[index * chunkInputs + input] = dataset.values[source + input];
    }
    for (let bar = start; bar < end; bar++) {
      const label = dataset.labels[bar];
      if (label === noLabel) continue;
      const output = index * chunkLabels + bar - start;
      batch.y[output] = label;
      batch.weight[output] = 1;
      weights += 1;
    }
  }
  return weights;
}
