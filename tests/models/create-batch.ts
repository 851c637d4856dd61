import { receptiveField } from '../../src/core/models/spec';
import { drawMasks } from '../../models/network';
import { tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import type { TensorBatch } from '../../models/training-step';
import type { ModelSpec } from '../../src/core/models/model-kind';
import type { Random } from '../../src/core/random';

/** Returns a minibatch of noise with coin-flip labels, of `features` features. */
export function drawBatch(
  spec: ModelSpec,
  { chunks, labels, features }: Readonly<Record<'chunks' | 'labels' | 'features', number>>,
  random: Random,
): TensorBatch {
  const rows = receptiveField(spec) - 1 + labels;
  const draw = (count: number, next: () => number) => Float32Array.from({ length: count }, next);
  const flip = (): number => random.below(2);
  return {
    x: tensor3d(draw(chunks * rows * features, random.normal), [chunks, rows, features]),
    labels: tensor2d(draw(chunks * labels, flip), [chunks, labels]),
    weights: tensor2d(
      draw(chunks * labels, () => 1),
      [chunks, labels],
    ),
    dropoutMasks: drawMasks(
      spec,
      Array.from({ length: chunks }, () => random.below(2 ** 31)),
    ),
  };
}
