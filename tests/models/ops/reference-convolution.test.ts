import { describe, expect, it } from 'vitest';
import {
  convolveReference,
  differentiateReference,
} from '../../../models/ops/reference-convolution';
import { createRandom } from '../../../src/core/random';

const sizes = { batch: 2, time: 9, inputs: 2, outputs: 3, kernel: 3, dilation: 2, relu: true };

function drawArrays() {
  const random = createRandom(7);
  const draw = (count: number) => Float64Array.from({ length: count }, () => random.normal());
  return { x: draw(2 * 9 * 2), filter: draw(3 * 2 * 3), bias: draw(3), dy: draw(2 * 5 * 3) };
}

describe('the reference convolution', () => {
  it('puts out what its formula says', () => {
    const small = { ...sizes, batch: 1, time: 4, inputs: 1, outputs: 1, kernel: 2 };
    const arrays = { x: [1, 2, -3, -40], filter: [10, 1], bias: [0.5] };
    expect([...convolveReference(small, arrays)]).toEqual([7.5, 0]);
    expect([...convolveReference({ ...small, relu: false }, arrays)]).toEqual([7.5, -19.5]);
  });

  it.each(['x', 'filter', 'bias'] as const)(
    'has the slope of its finite differences in %s',
    (name) => {
      const { dy, ...arrays } = drawArrays();
      const gradients = differentiateReference(sizes, arrays, dy);
      const score = (): number =>
        convolveReference(sizes, arrays).reduce((sum, y, at) => sum + y * dy[at], 0);
      const step = 1e-6;
      arrays[name].forEach((value, at) => {
        arrays[name][at] = value + step;
        const above = score();
        arrays[name][at] = value - step;
        const below = score();
        arrays[name][at] = value;
        expect(gradients[name][at]).toBeCloseTo((above - below) / (2 * step), 6);
      });
    },
  );
});
