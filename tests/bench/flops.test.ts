import { describe, expect, it } from 'vitest';
import { countStepFlops } from '../../bench/flops';

describe('countStepFlops', () => {
  it('counts the products of a network by hand', () => {
    const spec = { kind: 'tcn' as const, width: 2, kernel: 2, blocks: 1, dropout: 0 };
    // 5 labels need 7 bars: conv1 gives 6 steps, conv2, downsample and head 5.
    const conv1 = 2 * 6 * (2 * 3 * 2);
    const conv2 = 3 * 5 * (2 * 2 * 2);
    const downsample = 2 * 5 * (3 * 2);
    const head = 3 * 5 * 2;
    const flops = countStepFlops(spec, { inputs: 3, batchChunks: 4, chunkLabels: 5 });
    expect(flops).toBe(2 * 4 * (conv1 + conv2 + downsample + head));
  });

  it('counts one input gradient more for each block after the first', () => {
    const sizes = { inputs: 4, batchChunks: 1, chunkLabels: 10 };
    const spec = { kind: 'tcn' as const, width: 4, kernel: 1, blocks: 1, dropout: 0 };
    const one = countStepFlops(spec, sizes);
    const two = countStepFlops({ ...spec, blocks: 2 }, sizes);
    expect(two - one).toBe(2 * 10 * (3 + 3) * 16);
  });
});
