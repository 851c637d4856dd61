import { tensor3d } from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { TcnSpec } from '../src/core/model/spec';
import type { Random } from '../src/core/random';

/**
 * Returns the masks of one training step, two for each block, each `[batch, 1, width]`: 0 with
 * the probability `spec.dropout`, else `1 / (1 - dropout)`.
 *
 * Spatial dropout silences a channel of a sample at all its time steps (Bai, Kolter and Koltun,
 * 2018). The draws come from `random`, so that they are the same on every backend.
 * Returns no masks where dropout is 0.
 */
export function drawDropoutMasks(
  spec: TcnSpec,
  batch: number,
  random: Random,
): readonly Tensor3D[] {
  const { dropout, width, dilations } = spec;
  if (dropout === 0) return [];
  return Array.from({ length: 2 * dilations.length }, () => {
    const mask = new Float32Array(batch * width);
    for (let at = 0; at < mask.length; at++) {
      mask[at] = random.uniform() < dropout ? 0 : 1 / (1 - dropout);
    }
    return tensor3d(mask, [batch, 1, width]);
  });
}
