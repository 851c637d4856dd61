import { tensor1d, tensor3d, valueAndGrads } from '@tensorflow/tfjs-core';
import type { Tensor, Tensor1D, Tensor3D } from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { causalConvolution } from '../../models/causal-convolution';
import { measureConvolution } from '../../models/self-test';
import { startNodeBackend } from './start-backend';

const sizes = fc
  .record({
    batch: fc.integer({ min: 1, max: 4 }),
    length: fc.integer({ min: 1, max: 40 }),
    inputs: fc.integer({ min: 1, max: 12 }),
    outputs: fc.integer({ min: 1, max: 12 }),
    kernel: fc.integer({ min: 1, max: 9 }),
    dilation: fc.integer({ min: 1, max: 8 }),
    relu: fc.boolean(),
  })
  .map(({ length, ...rest }) => ({ ...rest, time: length + (rest.kernel - 1) * rest.dilation }));

describe.each(['cpu', 'wasm'] as const)('causalConvolution on %s', (backend) => {
  beforeAll(async () => {
    await startNodeBackend(backend);
  });

  it('agrees with the float64 reference in output and gradients, whatever the shape', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 0, max: 1e6 }), async (size, seed) => {
        const errors = await measureConvolution(size, seed);
        expect(Math.max(...errors)).toBeLessThan(1e-5);
      }),
      { numRuns: 40, seed: 1 },
    );
  });

  it('computes a case that can be checked by hand', async () => {
    const x = tensor3d([1, 2, 3, 4, 5], [1, 5, 1]);
    const filter = tensor3d([10, 1], [2, 1, 1]);
    const y = causalConvolution(x, filter, tensor1d([0.5]), { dilation: 2, relu: false });
    expect(y.shape).toEqual([1, 3, 1]);
    expect([...(await y.data())]).toEqual([10 * 1 + 3 + 0.5, 10 * 2 + 4 + 0.5, 10 * 3 + 5 + 0.5]);
  });

  it('has no gradient for an input that is data, and the same ones for filter and bias', async () => {
    const operands = [
      tensor3d([1, -2, 3, 4], [1, 4, 1]),
      tensor3d([2, -1], [2, 1, 1]),
      tensor1d([0.5]),
    ];
    const [x, ...trained] = operands;
    const convolve = (needsInputGradient: boolean, [a, b, c]: Tensor[]): Tensor =>
      causalConvolution(a as Tensor3D, b as Tensor3D, c as Tensor1D, {
        dilation: 1,
        relu: true,
        needsInputGradient,
      });
    const all = valueAndGrads((...given: Tensor[]) => convolve(true, given))(operands);
    const some = valueAndGrads((...given: Tensor[]) => convolve(false, [x, ...given]))(trained);
    expect(await some.grads[0].array()).toEqual(await all.grads[1].array());
    expect(await some.grads[1].array()).toEqual(await all.grads[2].array());
    const unconnected = valueAndGrads((...given: Tensor[]) => convolve(false, given));
    expect(() => unconnected([x])).toThrow();
  });
});
