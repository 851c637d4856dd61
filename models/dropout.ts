import { tensor3d } from '@tensorflow/tfjs-core';
import type { Tensor3D } from '@tensorflow/tfjs-core';
import type { TcnSpec } from '../src/core/model/spec';
import { createRandom } from '../src/core/random';

/**
 * Returns the masks of one training step, two for each block, each `[batch, 1, width]`: 0 with
 * the probability `spec.dropout`, else `1 / (1 - dropout)`.
 *
 * Spatial dropout silences a channel of a sample at all its time steps (Bai, Kolter and Koltun,
 * 2018). A sample's draws follow from its own seed, so that they are the same on every backend and
 * whichever samples lie beside it. Returns no masks where dropout is 0.
 */
export function drawDropoutMasks(spec: TcnSpec, seeds: readonly number[]): readonly Tensor3D[] {
  const { dropout, width, dilations } = spec;
  if (dropout === 0) return [];
  const batch = seeds.length;
  const masks = Array.from({ length: 2 * dilations.length }, () => new Float32Array(batch * width));
  seeds.forEach((seed, sample) => {
    const random = createRandom(seed);
    for (const mask of masks) {
      for (let at = sample * width; at < (sample + 1) * width; at++) {
        mask[at] = random.uniform() < dropout ? 0 : 1 / (1 - dropout);
      }
    }
  });
  return masks.map((mask) => tensor3d(mask, [batch, 1, width]));
}
