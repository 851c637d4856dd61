import { tensor3d, type Tensor3D } from '@tensorflow/tfjs-core';
import { createRandom } from '../../src/core/random';

/**
 * Returns a mask for each of `widths`, `[sample, 1, width]`: 0 with the probability `dropout`, else
 * `1 / (1 - dropout)`; none where dropout is 0. So a channel of a sample is 0 at all its time steps (spatial dropout).
 * A sample's draws follow from its own seed.
 */
export function drawChannelMasks(
  dropout: number,
  widths: readonly number[],
  seeds: readonly number[],
): Tensor3D[] {
  if (dropout === 0) return [];
  const masks = widths.map((width) => ({ width, values: new Float32Array(seeds.length * width) }));
  seeds.forEach((seed, sample) => {
    const random = createRandom(seed);
    for (const { width, values } of masks) {
      for (let at = sample * width; at < (sample + 1) * width; at++) {
        values[at] = random.uniform() < dropout ? 0 : 1 / (1 - dropout);
      }
    }
  });
  return masks.map(({ width, values }) => tensor3d(values, [seeds.length, 1, width]));
}
