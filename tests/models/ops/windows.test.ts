import {
  mul,
  sum,
  type Tensor,
  tensor,
  type Tensor2D,
  type Tensor3D,
  valueAndGrads,
} from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { chooseKernels } from '../../../models/kernels/run-kernel';
import { attendToWindow } from '../../../models/ops/band-attention';
import { normalizeChannels } from '../../../models/ops/layer-norm';
import { runLstm } from '../../../models/ops/lstm';
import { relativeError } from '../../../models/self-test';
import { createRandom } from '../../../src/core/random';
import { enableRelaxedSimd } from '../enable-relaxed-simd';
import { nodeKernels, startNodeBackend } from '../start-backend';

const random = createRandom(5);

function draw(...shape: number[]): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    shape,
  );
}

/** The output of `op` and the gradients of its operands, given the one of the output. */
async function run(op: (...operands: Tensor[]) => Tensor, operands: Tensor[], dy: Tensor) {
  const { value, grads } = valueAndGrads(op)(operands, dy);
  return Promise.all([value, ...grads].map((result) => result.data()));
}

async function compareKernels(op: (...operands: Tensor[]) => Tensor, operands: Tensor[]) {
  const dy = draw(...op(...operands).shape);
  const fused = await run(op, operands, dy);
  chooseKernels('generic');
  const generic = await run(op, operands, dy).finally(() => {
    chooseKernels('fused');
  });
  expect(fused[0]).not.toEqual(new Float32Array(fused[0].length));
  return fused.map((values, at) => relativeError(values, generic[at]));
}

const { relaxed, simd, read } = nodeKernels;
const builds = [
  { build: 'plain SIMD', kernels: { relaxed: simd, simd, read } },
  { build: 'relaxed SIMD', kernels: { relaxed, simd: relaxed, read } },
];

describe.each(builds)('runLstm with $build', ({ kernels }) => {
  beforeAll(async () => {
    enableRelaxedSimd();
    await startNodeBackend('wasm', kernels);
  });

  // One unit, units that are no multiple of four, windows in one and in several groups, one step.
  it.each([
    [1, 1, 9, 4],
    [2, 5, 70, 7],
    [1, 8, 200, 20],
    [3, 6, 5, 5],
    [2, 3, 11, 1],
  ])(
    'is the same on our kernels as on plain ops: %i x %i units, %i rows, %i steps',
    async (...sizes) => {
      const [batch, units, time, steps] = sizes;
      const errors = await compareKernels(
        (projected, weight) => runLstm(projected as Tensor3D, weight as Tensor2D, steps),
        [draw(batch, time, 4 * units), draw(units, 4 * units)],
      );
      expect(Math.max(...errors)).toBeLessThan(1e-5);
    },
  );

  it('stays finite where the gates are as far open or closed as they can be', async () => {
    const projected = tensor([
      [
        [1e4, -1e4, 1e4, 1e4],
        [-1e4, 1e4, -1e4, 1e4],
        [0, 0, 0, 0],
      ],
    ]);
    const op = (p: Tensor, weight: Tensor) => runLstm(p as Tensor3D, weight as Tensor2D, 2);
    const errors = await compareKernels(op, [projected, draw(1, 4)]);
    expect(Math.max(...errors)).toBeLessThan(1e-5);
  });
});

describe.each(builds)('attendToWindow with $build', ({ kernels }) => {
  beforeAll(async () => {
    enableRelaxedSimd();
    await startNodeBackend('wasm', kernels);
  });

  it.each([
    [1, 1, 1, 9, 4],
    [2, 2, 3, 23, 7],
    [1, 3, 8, 70, 32],
    [3, 2, 4, 5, 5],
    [2, 1, 6, 11, 1],
  ])(
    'is the same on our kernels as on plain ops: %i x %i heads of %i, %i rows, window %i',
    async (...sizes) => {
      const [batch, heads, depth, time, window] = sizes;
      const errors = await compareKernels(
        (projected) => attendToWindow(projected as Tensor3D, { window, heads }),
        [draw(batch, time, 3 * heads * depth)],
      );
      expect(Math.max(...errors)).toBeLessThan(1e-5);
    },
  );

  it('is the mean of the values where all keys are the same, and one value where one key stands out', async () => {
    // query, key and value of one channel
    const rows = [
      [1, 3, 10],
      [1, 3, 20],
      [1, 3, 60],
      [2, 900, 7],
    ];
    const y = attendToWindow(tensor([rows]), { window: 3, heads: 1 });
    const [first, second] = await y.data();
    expect(first).toBeCloseTo(30, 4);
    expect(second).toBeCloseTo(7, 4);
  });
});

describe('normalizeChannels', () => {
  beforeAll(async () => {
    await startNodeBackend('wasm');
  });

  it('gives each row the mean of the bias and the deviation of the weight', async () => {
    const y = normalizeChannels(
      tensor([[[1, 2, 3, 6]]]),
      tensor([2, 2, 2, 2]),
      tensor([1, 1, 1, 1]),
    );
    const scale = 2 / Math.sqrt(3.5 + 1e-5);
    [-2, -1, 0, 3].forEach((from, at) => {
      expect(y.dataSync()[at]).toBeCloseTo(1 + from * scale, 5);
    });
  });

  it('has the gradients that differences of its values have', async () => {
    const operands = [draw(2, 3, 4), draw(4), draw(4)];
    const op = (x: Tensor, weight: Tensor, bias: Tensor) =>
      normalizeChannels(x as Tensor3D, weight as never, bias as never);
    const dy = draw(2, 3, 4);
    const [, ...gradients] = await run(op, operands, dy);
    const measure = ([x, weight, bias]: Tensor[]): number =>
      sum(mul(op(x, weight, bias), dy)).dataSync()[0];
    for (const [which, gradient] of gradients.entries()) {
      const numeric = Array.from(gradient, (_, at) => {
        const shifted = [-0.01, 0.01].map((by) => {
          const values = operands[which].dataSync().slice();
          values[at] += by;
          const changed = tensor(values, operands[which].shape);
          return measure(operands.map((operand, index) => (index === which ? changed : operand)));
        });
        return (shifted[1] - shifted[0]) / 0.02;
      });
      expect(relativeError(gradient, numeric)).toBeLessThan(5e-3);
    }
  });
});
