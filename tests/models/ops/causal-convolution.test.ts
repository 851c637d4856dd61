import {
  type Tensor,
  tensor1d,
  type Tensor1D,
  tensor3d,
  type Tensor3D,
  tidy,
  valueAndGrads,
  zeros,
} from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { causalConvolution } from '../../../models/ops/causal-convolution';
import { chooseKernels, hasKernel, type KernelVariant } from '../../../models/kernels/run-kernel';
import { kernelNames } from '../../../models/kernels/kernel-contract';
import { measureConvolution, relativeError } from '../../../models/self-test';
import { createRandom } from '../../../src/core/random';
import { enableRelaxedSimd } from '../enable-relaxed-simd';
import { nodeKernels, startNodeBackend } from '../start-backend';

const sizes = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    length: fc.integer({ min: 1, max: 25 }),
    inputs: fc.integer({ min: 1, max: 97 }),
    outputs: fc.integer({ min: 1, max: 97 }),
    kernel: fc.integer({ min: 1, max: 9 }),
    dilation: fc.integer({ min: 1, max: 64 }),
    relu: fc.boolean(),
  })
  .map(({ length, ...rest }) => ({ ...rest, time: length + (rest.kernel - 1) * rest.dilation }));

const { relaxed, simd, read } = nodeKernels;
const builds = [
  { name: 'cpu, composed', backend: 'cpu', kernels: nodeKernels },
  { name: 'wasm, plain SIMD', backend: 'wasm', kernels: { relaxed: simd, simd, read } },
  { name: 'wasm, relaxed SIMD', backend: 'wasm', kernels: { relaxed, simd: relaxed, read } },
] as const;

describe.each(builds)('causalConvolution on $name', ({ name, backend, kernels }) => {
  beforeAll(async () => {
    enableRelaxedSimd();
    await startNodeBackend(backend, kernels);
  });

  it('runs on the kernels that it should', () => {
    expect(hasKernel(kernelNames.convolution)).toBe(backend === 'wasm');
  });

  it('agrees with the float64 reference in output and gradients, whatever the shape', async () => {
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 0, max: 1e6 }), async (size, seed) => {
        const errors = await measureConvolution(size, seed);
        expect(Math.max(...errors)).toBeLessThan(1e-5);
      }),
      { numRuns: name.startsWith('cpu') ? 12 : 60, seed: 1 },
    );
  });

  it('agrees with it where outputs are computed in pairs, from one row on', async () => {
    const paired = fc
      .record({
        batch: fc.integer({ min: 1, max: 3 }),
        length: fc.integer({ min: 1, max: 70 }),
        inputs: fc.constantFrom(16, 20, 32, 48, 96),
        outputs: fc.constantFrom(1, 8, 13, 16, 32, 96),
        kernel: fc.constantFrom(3, 6, 9, 12),
        dilation: fc.integer({ min: 1, max: 33 }),
        relu: fc.boolean(),
      })
      .map(({ length, ...rest }) => ({
        ...rest,
        time: length + (rest.kernel - 1) * rest.dilation,
      }));
    await fc.assert(
      fc.asyncProperty(paired, fc.integer({ min: 0, max: 1e6 }), async (size, seed) => {
        const errors = await measureConvolution(size, seed);
        expect(Math.max(...errors)).toBeLessThan(1e-5);
      }),
      { numRuns: name.startsWith('cpu') ? 3 : 40, seed: 1 },
    );
  });

  it('uses no row after the last tap, in pairs as alone', async () => {
    const time = 40;
    const values = Float32Array.from({ length: time * 16 }, (_, at) => Math.sin(at));
    const filter = tensor3d(Float32Array.from({ length: 3 * 16 * 8 }, Math.cos), [3, 16, 8]);
    const options = { dilation: 2, relu: false };
    const convolve = async (x: Float32Array): Promise<Float32Array> => {
      const y = causalConvolution(tensor3d(x, [1, time, 16]), filter, zeros([8]), options);
      return (await y.data()) as Float32Array;
    };
    const whole = await convolve(values);
    for (let known = 5; known <= time; known++) {
      const poisoned = values.slice();
      poisoned.fill(NaN, known * 16);
      const outputs = (known - 4) * 8;
      expect((await convolve(poisoned)).subarray(0, outputs)).toEqual(whole.subarray(0, outputs));
    }
  });

  it('computes a case that can be checked by hand', async () => {
    const x = tensor3d([1, 2, 3, 4, 5], [1, 5, 1]);
    const filter = tensor3d([10, 1], [2, 1, 1]);
    const y = causalConvolution(x, filter, tensor1d([0.5]), { dilation: 2, relu: false });
    expect(y.shape).toEqual([1, 3, 1]);
    expect([...(await y.data())]).toEqual([10 * 1 + 3 + 0.5, 10 * 2 + 4 + 0.5, 10 * 3 + 5 + 0.5]);
  });

  it('leaves leading steps out and scales outputs, by hand', async () => {
    const x = tensor3d([7, 1, 2, 8, 3, 4], [2, 3, 1]);
    const scale = tensor3d([2, 0], [2, 1, 1]);
    const options = { dilation: 1, relu: true, dropSteps: 1, scale };
    const filter = tensor3d([3], [1, 1, 1]);
    const y = causalConvolution(x, filter, tensor1d([-4]), options);
    expect(y.shape).toEqual([2, 2, 1]);
    // relu(3 x - 4) is 0 and 2 in the first sample, 5 and 8 in the second.
    expect([...(await y.data())]).toEqual([0, 4, 0, 0]);
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

  it('passes a NaN of the input on instead of hiding it behind the ReLU', async () => {
    const x = tensor3d([1, NaN, 3], [1, 3, 1]);
    const options = { dilation: 1, relu: true };
    const y = causalConvolution(x, tensor3d([1], [1, 1, 1]), tensor1d([0]), options);
    expect([...(await y.data())]).toEqual([1, NaN, 3]);
  });
});

describe('the fused convolution with dropout and dropped steps', () => {
  it.each([
    ['alone', { inputs: 7, outputs: 5, kernel: 4 }],
    ['in pairs', { inputs: 16, outputs: 5, kernel: 6 }],
  ])('has the outputs and gradients of the composed one, %s', async (_, size) => {
    await startNodeBackend('wasm');
    const fused = await differentiateMasked('fused', size);
    const generic = await differentiateMasked('generic', size);
    fused.forEach((values, at) => expect(relativeError(values, generic[at])).toBeLessThan(1e-5));
  });
});

/** Output and gradients of x, filter and bias of a convolution that uses every option. */
async function differentiateMasked(
  variant: KernelVariant,
  { inputs, outputs, kernel }: { inputs: number; outputs: number; kernel: number },
): Promise<ArrayLike<number>[]> {
  const random = createRandom(4);
  const draw = (shape: [number, number, number]): Tensor3D =>
    tensor3d(Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, random.normal), shape);
  const scale = tensor3d([2, 0, 2, 0, 2, 2, 2, 0, 0, 2, 2, 2, 2, 0, 2], [3, 1, outputs]);
  const options = { dilation: 3, relu: true, dropSteps: 4, scale };
  chooseKernels(variant);
  try {
    const results = tidy(() => {
      const filter = draw([kernel, inputs, outputs]);
      const operands = [draw([3, 40, inputs]), filter, tensor1d([1, -1, 0, 2, -2])];
      const dy = draw([3, 36 - 3 * (kernel - 1), outputs]);
      const { value, grads } = valueAndGrads((...[x, filter, bias]: Tensor[]) =>
        causalConvolution(x as Tensor3D, filter as Tensor3D, bias as Tensor1D, options),
      )(operands, dy);
      return [value, ...grads];
    });
    return await Promise.all(results.map((result) => result.data()));
  } finally {
    chooseKernels('fused');
  }
}
