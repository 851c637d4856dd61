import { describe, expect, it } from 'vitest';
import { measureKernels } from '../../bench/page/measure-peak';
import type { TrainBenchJob } from '../../bench/page/train-job';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { defaultTcnSpec } from '../../src/core/models/tcn';
import { nodeKernels, startNodeBackend } from '../models/start-backend';

const { batchChunks, chunkLabels } = defaultTrainingOptions;
const job: TrainBenchJob = {
  kind: 'kernels',
  backend: 'wasm',
  variant: 'fused',
  workers: 1,
  spec: defaultTcnSpec,
  seconds: 1,
  bars: 0,
  batchChunks,
  chunkLabels,
};

describe('measureKernels', () => {
  it('finds rates that a core can have, and kernels that make no more operations than registers allow', async () => {
    await startNodeBackend('wasm');
    const { peak, convolution, made } = await measureKernels(job, nodeKernels, 3);
    // 4 lanes, at least one multiply-add a cycle or so and at most four, of 0.5 to 8 GHz.
    expect(peak).toBeGreaterThan(2);
    expect(peak).toBeLessThan(512);
    expect(made).toBeGreaterThan(0);
    expect(made).toBeLessThan(1.5 * peak);
    expect(made / convolution).toBeCloseTo(2 / 3);
  });
});
