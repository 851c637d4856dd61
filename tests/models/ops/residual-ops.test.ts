import { type Tensor, tensor3d, type Tensor3D, valueAndGrads } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { joinSkip } from '../../../models/ops/residual-ops';
import { startNodeBackend } from '../start-backend';

describe.each(['cpu', 'wasm'] as const)('joinSkip on %s', (backend) => {
  beforeAll(async () => {
    await startNodeBackend(backend);
  });

  const join = valueAndGrads((...[h, skip]: Tensor[]) => joinSkip(h as Tensor3D, skip as Tensor3D));

  it('adds the last steps of the skip and cuts negative sums off, in each sample', async () => {
    const h = tensor3d([1, -5, 3, 4], [2, 2, 1]);
    const skip = tensor3d([100, 10, 2, 100, -4, 30], [2, 3, 1]);
    const dy = tensor3d([0.1, 0.2, 0.3, 0.4], [2, 2, 1]);
    const { value, grads } = join([h, skip], dy);
    expect([...(await value.data())]).toEqual([11, 0, 0, 34]);
    const [first, , , last] = dy.dataSync();
    expect([...(await grads[0].data())]).toEqual([first, 0, 0, last]);
    expect([...(await grads[1].data())]).toEqual([0, first, 0, 0, 0, last]);
  });

  it('gives both the same gradient where no step is dropped, for any number of values', async () => {
    const values = Float32Array.from({ length: 21 }, (_, at) => at - 10);
    const h = tensor3d(values, [1, 7, 3]);
    const { value, grads } = join(
      [h, h.clone()],
      tensor3d(new Float32Array(21).fill(2), [1, 7, 3]),
    );
    const expected = Array.from({ length: 21 }, (_, at) => Math.max(2 * (at - 10), 0));
    expect([...(await value.data())]).toEqual(expected);
    const slope = expected.map((sum) => (sum > 0 ? 2 : 0));
    expect([...(await grads[0].data())]).toEqual(slope);
    expect([...(await grads[1].data())]).toEqual(slope);
  });
});
